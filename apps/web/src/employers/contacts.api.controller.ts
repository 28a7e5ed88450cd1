import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { type Contact, Contacts, Employers } from '#employers';
import { Database, notFound } from '#platform';
import {
  Allow,
  ApiRoute,
  Audited,
  apiInput,
  CurrentUser,
  type Look,
  type Principal,
  Shown,
} from '../shell/index.js';
import { onlyGiven } from './employer.form.js';
import { mayChange, peopleLook, SHOWS_PEOPLE, saysAllOf, seesAllOf } from './people.access.js';
import { contactForm, sharedContactForm } from './people.form.js';

const contactAnswer = z.object({
  id: z.uuid(),
  employerId: z.uuid(),
  name: z.string(),
  jobRole: z.string().nullable(),
  roles: z.array(z.string()).optional(),
  email: z.string().nullable().optional(),
  emailState: z.enum(['unchecked', 'works', 'bounced']).optional(),
  phone: z.string().nullable().optional(),
  isPrimary: z.boolean().optional(),
  leftAt: z.iso.datetime().nullable().optional(),
});
const changeInput = contactForm.partial();

/** People at employers for programs. */
@Controller('api')
export class ContactsApiController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
  ) {}

  @Get('employers/:employerId/contacts')
  @Allow('contact', 'list')
  @ApiRoute({ summary: 'Contacts of an employer', answer: z.object({ contacts: z.array(contactAnswer) }) })
  @Audited(SHOWS_PEOPLE)
  async list(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const people = await this.db.read(who.areas, async (tx) => {
      const { areaId } = await this.employers.get(tx, employerId);
      return this.contacts.findByEmployer(tx, areaId, employerId);
    });
    const there = people.filter((c) => isThere(who, c));
    if (there[0]) shown(peopleLook(who, there[0].areaId, employerId, there.length));
    return { contacts: there.map((c) => answerOf(who, c)) };
  }

  @Post('employers/:employerId/contacts')
  @Allow('contact', 'create')
  @ApiRoute({ summary: 'Add a contact', body: contactForm, answer: contactAnswer })
  async add(@CurrentUser() who: Principal, @Param('employerId') employerId: string, @Body() body: unknown) {
    const contact = await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.employers.get(tx, employerId);
      const input = saysAllOf(who, areaId)
        ? primary(apiInput(contactForm, body))
        : apiInput(sharedContactForm.add, body);
      return this.contacts.add(tx, areaId, employerId, { ...input, madeByUserId: who.userId }, who.actor);
    });
    return answerOf(who, contact);
  }

  @Get('contacts/:contactId')
  @Allow('contact', 'see')
  @ApiRoute({ summary: 'One contact', answer: contactAnswer })
  @Audited(SHOWS_PEOPLE)
  async see(
    @CurrentUser() who: Principal,
    @Param('contactId') contactId: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const contact = await this.db.read(who.areas, (tx) => this.contacts.get(tx, contactId));
    if (!isThere(who, contact)) throw notFound();
    shown({ ...peopleLook(who, contact.areaId, contact.employerId, 1), contactId });
    return answerOf(who, contact);
  }

  @Patch('contacts/:contactId')
  @Allow('contact', 'change', { subject: 'contactId' })
  @ApiRoute({ summary: 'Change what is given, leave the rest', body: changeInput, answer: contactAnswer })
  async change(@CurrentUser() who: Principal, @Param('contactId') contactId: string, @Body() body: unknown) {
    const contact = await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.contacts.get(tx, contactId);
      const form = saysAllOf(who, areaId) ? changeInput : sharedContactForm.change.partial();
      const given = onlyGiven(apiInput<typeof changeInput>(form as typeof changeInput, body), body);
      return this.contacts.change(tx, contactId, primary(given), who.actor);
    });
    return answerOf(who, contact);
  }
}

/** Who has left is there for those who see all of a contact, and for whoever added them. */
const isThere = (who: Principal, contact: Contact) =>
  !contact.leftAt || seesAllOf(who, 'contact', contact.areaId) || mayChange(who, contact);

/** Saying nothing, or no, leaves it: one contact is the primary one until another is. */
const primary = <T extends { isPrimary?: boolean | undefined }>({ isPrimary, ...input }: T) => ({
  ...input,
  ...(isPrimary && { isPrimary }),
});

/** As much of it as the caller sees. */
const answerOf = (who: Principal, c: Contact): z.infer<typeof contactAnswer> => ({
  id: c.id,
  employerId: c.employerId,
  name: c.name,
  jobRole: c.jobRole,
  ...(seesAllOf(who, 'contact', c.areaId) && {
    roles: c.roles,
    email: c.email,
    emailState: c.emailState,
    phone: c.phone,
    isPrimary: c.isPrimary,
    leftAt: c.leftAt?.toISOString() ?? null,
  }),
});
