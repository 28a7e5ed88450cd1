import { Module } from '@nestjs/common';
import { ContactDirectories } from './decision/contact-directory.js';
import { AddressHash } from './suppression/address-hash.js';
import { Consents } from './suppression/consent.service.js';
import { Suppressions } from './suppression/suppression.service.js';
import { UnsubscribeLinks } from './suppression/unsubscribe-links.service.js';

const services = [AddressHash, ContactDirectories, UnsubscribeLinks, Consents, Suppressions];

/** The records that block or allow mail, the links by which people say so, and the directory of whom one writes to. */
@Module({ providers: services, exports: services })
export class ContactPolicyModule {}
