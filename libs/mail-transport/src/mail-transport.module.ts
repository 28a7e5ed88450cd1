import { Module } from '@nestjs/common';
import { Dkim } from './dkim.js';
import { SmtpPool } from './smtp.pool.js';

/** Connections to the mail server and the key that signs; imported by the worker's sending only. */
@Module({ providers: [Dkim, SmtpPool], exports: [Dkim, SmtpPool] })
export class MailTransportModule {}
