import './contact-policy.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ContactDirectories } from './decision/contact-directory.js';
import { ContactRulesRow } from './decision/contact-rules.entity.js';
import { AddressHash } from './suppression/address-hash.js';
import { ConsentRow } from './suppression/consent.entity.js';
import { Consents } from './suppression/consent.service.js';
import { Suppression } from './suppression/suppression.entity.js';
import { Suppressions } from './suppression/suppression.service.js';
import { UnsubscribeLinks } from './suppression/unsubscribe-links.service.js';

const services = [AddressHash, ContactDirectories, UnsubscribeLinks, Consents, Suppressions];

/** The records that block or allow mail, the links by which people say so, and the directory of whom one writes to. */
@Module({
  imports: [TypeOrmModule.forFeature([ContactRulesRow, ConsentRow, Suppression])],
  providers: services,
  exports: services,
})
export class ContactPolicyModule {}
