import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { type Contact, type ContactRole, Contacts, Employers } from '#employers';
import { Database } from '#platform';
import { Allow, ApiRoute, apiInput, Who } from '../shell/index.js';
import { onlyGiven } from './employer.form.js';
import { contactForm } from './people.form.js';
import { sharedContacts } from './record.model.js';

const contactAnswer = z.object({
  id: z.uuid(),
  employerId: z.uuid(),
  name: z.string(),
  jobRole: z.string().nullable(),
  roles: z.array(z.string()).optional(),
  email: z.string().nullable().optional(),
  emailState: z.enum(['unchecked', 'works', 'bounced']).optional(),
  phone: z.string().nullable().optional(),
  isPrimary: z.boolean(),
  leftAt: z.iso.datetime().nullable(),
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
  async list(@Who() who: Who, @Param('employerId') employerId: string) {
    const people = await this.db.read(who.areas, async (tx) => {
      const { areaId } = await this.employers.see(tx, employerId);
      return this.contacts.of(tx, areaId, employerId);
    });
    const hidden = who.fields !== undefined;
    return { contacts: people.map((c) => answerOf(c, hidden)) };
  }

  @Post('employers/:employerId/contacts')
  @Allow('contact', 'create')
  @ApiRoute({ summary: 'Add a contact', body: contactForm, answer: contactAnswer })
  async add(@Who() who: Who, @Param('employerId') employerId: string, @Body() body: unknown) {
    const { isPrimary, ...input } = apiInput(contactForm, body);
    const contact = await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.employers.see(tx, employerId);
      return this.contacts.add(tx, areaId, employerId, { ...input, ...primary(isPrimary) }, who.actor);
    });
    return answerOf(contact, false);
  }

  @Get('contacts/:contactId')
  @Allow('contact', 'see')
  @ApiRoute({ summary: 'One contact', answer: contactAnswer })
  async see(@Who() who: Who, @Param('contactId') contactId: string) {
    return answerOf(
      await this.db.read(who.areas, (tx) => this.contacts.see(tx, contactId)),
      sharedContacts(who),
    );
  }

  @Patch('contacts/:contactId')
  @Allow('contact', 'change')
  @ApiRoute({ summary: 'Change what is given, leave the rest', body: changeInput, answer: contactAnswer })
  async change(@Who() who: Who, @Param('contactId') contactId: string, @Body() body: unknown) {
    const { isPrimary, ...given } = onlyGiven(apiInput(changeInput, body), body);
    const contact = await this.db.write(who.areas, async (tx) => {
      const before = await this.contacts.see(tx, contactId);
      const whole = { ...before, roles: before.roles as ContactRole[], ...given, ...primary(isPrimary) };
      return this.contacts.change(tx, contactId, whole, who.actor);
    });
    return answerOf(contact, false);
  }
}

/** Saying nothing, or no, leaves it: one contact is the primary one until another is. */
const primary = (isPrimary: 'yes' | 'no' | undefined) => (isPrimary === 'yes' ? { isPrimary: true } : {});

const answerOf = (c: Contact, hidden: boolean): z.infer<typeof contactAnswer> => ({
  id: c.id,
  employerId: c.employerId,
  name: c.name,
  jobRole: c.jobRole,
  isPrimary: c.isPrimary,
  leftAt: c.leftAt?.toISOString() ?? null,
  ...(!hidden && { roles: c.roles, email: c.email, emailState: c.emailState, phone: c.phone }),
});
