import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import {
  type Contact,
  type ContactAddress,
  ContactAddresses,
  type ContactInput,
  Contacts,
  contactRoles,
  Employers,
} from '#employers';
import { count, Database, emailKey, isId, notFound, type Tx } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { changeable, saysAllOf, seesAllOf } from './people.access.js';
import { contactPageForm, sharedContactForm } from './people.form.js';
import { RecordModel } from './record.model.js';

type Values = Record<string, unknown>;

/** Staff: the people of one employer. */
@Controller('employers/:employerId/contacts')
export class ContactsController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly addresses: ContactAddresses,
    private readonly record: RecordModel,
  ) {}

  @Get()
  @Allow('contact', 'list')
  @Render('employers/views/contacts.njk')
  async list(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Query('mail') mail: unknown,
  ) {
    return { ...(await this.record.people(who, employerId)), mail: idOr(mail) };
  }

  @Get('new')
  @Allow('contact', 'create')
  @Render('employers/views/contact-form.njk')
  adding(@CurrentUser() who: Principal, @Param('employerId') employerId: string) {
    return this.model(who, employerId, {});
  }

  @Post('new')
  @Allow('contact', 'create')
  async add(
    @CurrentUser() who: Principal,
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
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Query('mail') mail: unknown,
  ) {
    const contact = await this.db.read(who.areas, (tx) => this.toChange(tx, who, employerId, contactId));
    const values = saysAllOf(who, contact.areaId)
      ? { ...contact, isPrimary: contact.isPrimary ? 'yes' : 'no', mail: idOr(mail) }
      : { name: contact.name, jobRole: contact.jobRole };
    return this.model(who, employerId, values, contact);
  }

  @Post(':contactId')
  @Allow('contact', 'change')
  async change(
    @CurrentUser() who: Principal,
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
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Res() res: WebResponse,
  ) {
    await this.db.write(who.areas, async (tx) => {
      await this.toChange(tx, who, employerId, contactId);
      await this.contacts.markLeft(tx, contactId, who.actor);
    });
    res.redirect(303, `/employers/${employerId}/contacts?done=left`);
  }

  @Post(':contactId/back')
  @Allow('contact', 'change')
  async back(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Res() res: WebResponse,
  ) {
    await this.db.write(who.areas, async (tx) => {
      await this.toChange(tx, who, employerId, contactId);
      await this.contacts.markBack(tx, contactId, who.actor);
    });
    res.redirect(303, `/employers/${employerId}/contacts?done=back`);
  }

  private async save(
    who: Principal,
    employerId: string,
    contactId: string | undefined,
    body: unknown,
    res: WebResponse,
  ) {
    const { areaId, contact } = await this.db.read(who.areas, async (tx) => ({
      areaId: (await this.employers.get(tx, employerId)).areaId,
      contact: contactId ? await this.toChange(tx, who, employerId, contactId) : undefined,
    }));
    const form = this.read(who, areaId, contact, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'employers/views/contact-form.njk',
        await this.model(who, employerId, form.values, contact, errors),
        422,
      );
    if (!form.ok) return again(form.errors);
    const others = form.data.email ? await this.othersWith(who, areaId, contact, form.data.email) : [];
    if (others.length && form.sameAs !== emailKey(form.data.email!)) {
      form.values['sameAs'] = emailKey(form.data.email!);
      return again({ email: sameAddressWords(others, employerId) });
    }
    try {
      await this.db.write(who.areas, (tx) =>
        contact
          ? this.contacts.change(tx, contact.id, form.data, who.actor)
          : this.contacts.add(tx, areaId, employerId, { ...form.data, madeByUserId: who.userId }, who.actor),
      );
    } catch (error) {
      return again(fieldErrors(error));
    }
    // Whoever came to correct the address of a returned email goes on to sending it again.
    const mail = contact && idOr(form.values['mail']);
    const done = contact ? `changed${mail ? `&mail=${mail}` : ''}` : 'added';
    res.redirect(303, `/employers/${employerId}/contacts?done=${done}`);
  }

  /** What was typed, as far as the caller may say it. */
  private read(who: Principal, areaId: string, contact: Contact | undefined, body: unknown) {
    if (!saysAllOf(who, areaId)) {
      const form = readForm(contact ? sharedContactForm.change : sharedContactForm.add, body);
      return form.ok
        ? { ...form, sameAs: '', data: form.data as Partial<ContactInput> & { name: string } }
        : form;
    }
    const form = readForm(contactPageForm, body);
    if (!form.ok) return form;
    const { isPrimary, sameAs, mail: _, ...data } = form.data;
    // Unticked says nothing: one contact is the primary one until another is.
    return { ...form, sameAs, data: { ...data, ...(isPrimary === 'yes' && { isPrimary: true }) } };
  }

  /** Who else of the area has an address that is new to this contact. Nobody, for those who see no addresses. */
  private async othersWith(who: Principal, areaId: string, contact: Contact | undefined, email: string) {
    if (!seesAllOf(who, 'contact', areaId) || emailKey(email) === contact?.emailKey) return [];
    const all = await this.db.read([areaId], (tx) => this.addresses.findByAddress(tx, areaId, email));
    return all.filter((one) => one.contactId !== contact?.id);
  }

  /** A contact of this employer that the caller may change; else it is not there. */
  private async toChange(tx: Tx, who: Principal, employerId: string, contactId: string): Promise<Contact> {
    const contact = changeable(who, await this.contacts.get(tx, contactId));
    if (contact.employerId !== employerId) throw notFound();
    return contact;
  }

  private async model(
    who: Principal,
    employerId: string,
    values: Values,
    contact?: Contact,
    errors?: FieldErrors,
  ) {
    const employer = await this.db.read(who.areas, (tx) => this.employers.get(tx, employerId));
    const chosen = [values['roles'] ?? []].flat();
    const roles = Object.entries(contactRoles).map(([value, text]) => ({
      value,
      text,
      checked: chosen.includes(value),
    }));
    const saysAll = saysAllOf(who, employer.areaId);
    return {
      employer: { id: employer.id, name: employer.name },
      contact: contact && { id: contact.id, name: contact.name },
      values,
      errors,
      roles,
      asks: { address: saysAll || !contact, standing: saysAll },
    };
  }
}

/** The id of the returned email somebody came from, where it is one. */
const idOr = (mail: unknown): string | undefined => (isId(mail) ? mail : undefined);

/** "Max Mockup and 2 others have this address too." */
function sameAddressWords(others: readonly ContactAddress[], employerId: string): string {
  const [first] = others;
  const who = first!.employerId === employerId ? first!.name : `${first!.name} at ${first!.employer}`;
  const more = others.length - 1;
  const have = more ? `and ${count(more, 'other', 'others')} have` : 'has';
  return `${who} ${have} this address too. Correct it, or save it all the same.`;
}
