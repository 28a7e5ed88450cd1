import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import { Contacts, contactRoles, Employers } from '#employers';
import { Database, notFound, type Tx } from '#platform';
import {
  Allow,
  type FieldErrors,
  fieldErrors,
  page,
  readForm,
  type WebResponse,
  Who,
} from '../shell/index.js';
import { contactForm } from './people.form.js';
import { RecordModel } from './record.model.js';

type Values = Record<string, unknown>;

/** Staff: the people of one employer. */
@Controller('employers/:employerId/contacts')
export class ContactsController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly record: RecordModel,
  ) {}

  @Get()
  @Allow('contact', 'list')
  @Render('employers/views/contacts.njk')
  list(@Who() who: Who, @Param('employerId') employerId: string) {
    return this.record.people(who, employerId);
  }

  @Get('new')
  @Allow('contact', 'create')
  @Render('employers/views/contact-form.njk')
  adding(@Who() who: Who, @Param('employerId') employerId: string) {
    return this.model(who, employerId, {});
  }

  @Post('new')
  @Allow('contact', 'create')
  async add(
    @Who() who: Who,
    @Param('employerId') employerId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    await this.save(who, employerId, undefined, body, res);
  }

  @Get(':contactId')
  @Allow('contact', 'change')
  @Render('employers/views/contact-form.njk')
  async changing(
    @Who() who: Who,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
  ) {
    const contact = await this.db.read(who.areas, (tx) => this.ofThisEmployer(tx, employerId, contactId));
    const values = { ...contact, isPrimary: contact.isPrimary ? 'yes' : 'no' };
    return this.model(who, employerId, values, contact);
  }

  @Post(':contactId')
  @Allow('contact', 'change')
  async change(
    @Who() who: Who,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    await this.save(who, employerId, contactId, body, res);
  }

  @Post(':contactId/left')
  @Allow('contact', 'change')
  async left(
    @Who() who: Who,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Res() res: WebResponse,
  ) {
    await this.db.write(who.areas, async (tx) => {
      await this.ofThisEmployer(tx, employerId, contactId);
      await this.contacts.markLeft(tx, contactId, who.actor);
    });
    res.redirect(303, `/employers/${employerId}/contacts?done=left`);
  }

  private async save(
    who: Who,
    employerId: string,
    contactId: string | undefined,
    body: unknown,
    res: WebResponse,
  ) {
    const form = readForm(contactForm, body);
    const again = async (errors: FieldErrors) => {
      const contact = contactId ? { id: contactId, name: String(form.values['name'] ?? '') } : undefined;
      const model = await this.model(who, employerId, form.values, contact, errors);
      page(res, 'employers/views/contact-form.njk', model, 422);
    };
    if (!form.ok) return again(form.errors);
    const { isPrimary, ...data } = form.data;
    // Unticked says nothing: one contact is the primary one until another is.
    const input = { ...data, ...(isPrimary === 'yes' && { isPrimary: true }) };
    try {
      await this.db.write(who.areas, async (tx) => {
        const employer = await this.employers.see(tx, employerId);
        if (!contactId) return this.contacts.add(tx, employer.areaId, employerId, input, who.actor);
        await this.ofThisEmployer(tx, employerId, contactId);
        return this.contacts.change(tx, contactId, input, who.actor);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/employers/${employerId}/contacts?done=${contactId ? 'changed' : 'added'}`);
  }

  private async ofThisEmployer(tx: Tx, employerId: string, contactId: string) {
    const contact = await this.contacts.see(tx, contactId);
    if (contact.employerId !== employerId) throw notFound();
    return contact;
  }

  private async model(
    who: Who,
    employerId: string,
    values: Values,
    contact?: { id: string; name: string; leftAt?: Date | null },
    errors?: FieldErrors,
  ) {
    const employer = await this.db.read(who.areas, (tx) => this.employers.see(tx, employerId));
    const chosen = [values['roles'] ?? []].flat();
    const roles = Object.entries(contactRoles).map(([value, text]) => ({
      value,
      text,
      checked: chosen.includes(value),
    }));
    return { employer: { id: employer.id, name: employer.name }, contact, values, errors, roles };
  }
}
