/**
 * A process that reads the mailbox of returned mail, for tests that kill it. With KILL_AFTER it kills itself once so
 * many mails are taken: written down, and neither marked in the mailbox nor past in the place.
 */
import { InboundMailService } from '#inbound-mail';
import { MailboxReader } from '../../../apps/worker/src/messaging/mailbox-reader.js';
import type { TestWorld } from '../../support/database.js';
import { returnsOn } from './inbound.js';

const on = await returnsOn({ env: process.env } as unknown as TestWorld);
const returns = on.get(InboundMailService);
const take = returns.ingest.bind(returns);
let left = Number(process.env['KILL_AFTER'] ?? Number.POSITIVE_INFINITY);
returns.ingest = async (...mail) => {
  const became = await take(...mail);
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
  return became;
};
process.stdout.write('reading\n');
await on.get(MailboxReader).read();
process.exit(0);
