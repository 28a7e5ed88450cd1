import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { type CardPerson, vcards } from '#documents';
import { type Contact, Contacts, type Employer, Employers } from '#employers';
import { Database, notFound } from '#platform';
import { Allow, Audited, CurrentUser, type Look, type Principal, Shown } from '../shell/index.js';
import { ofThisEmployer, seesAllOf } from './people.access.js';

/**
 * Staff: people of an employer for an address book. They are the few that its page shows, so whoever sees them may have them
 * as cards, as far as they see them; each card is written down.
 */
@Controller('employers/:employerId')
export class CardsController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
  ) {}

  /** Everybody who is there now. */
  @Get('contact-cards')
  @Allow('contact', 'list')
  @Audited({ when: 'each' })
  async all(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const { employer, people } = await this.db.read(who.areas, async (tx) => {
      const found = await this.employers.get(tx, employerId);
      return { employer: found, people: await this.contacts.findByEmployer(tx, found.areaId, employerId) };
    });
    const there = people.filter(({ leftAt }) => !leftAt);
    if (!there.length) throw notFound();
    shown({ areaId: employer.areaId, employerId, count: there.length });
    return cardFile(who, employer, there, employer.name);
  }

  @Get('contacts/:contactId/card')
  @Allow('contact', 'see', { subject: 'contactId' })
  @Audited({ when: 'each' })
  async one(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const { employer, contact } = await this.db.read(who.areas, async (tx) => ({
      employer: await this.employers.get(tx, employerId),
      contact: ofThisEmployer(employerId, await this.contacts.get(tx, contactId)),
    }));
    if (contact.erasedAt) throw notFound();
    shown({ areaId: employer.areaId, subject: contactId, employerId, contactId, count: 1 });
    return cardFile(who, employer, [contact], contact.name);
  }
}

function cardFile(
  who: Principal,
  employer: Employer,
  people: readonly Contact[],
  title: string,
): StreamableFile {
  const all = seesAllOf(who, 'contact', employer.areaId);
  const cards = people.map(
    ({ id, name, jobRole, email, phone }): CardPerson => ({
      id,
      name,
      organisation: employer.name,
      jobTitle: jobRole,
      email: all ? email : null,
      phone: all ? phone : null,
    }),
  );
  const name =
    title
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .slice(0, 60) || 'Contact';
  return new StreamableFile(Buffer.from(vcards(cards)), {
    type: 'text/vcard; charset=utf-8',
    disposition: `attachment; filename="contact.vcf"; filename*=UTF-8''${encodeURIComponent(name)}.vcf`,
  });
}
