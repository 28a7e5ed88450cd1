import { Body, Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import {
  type Contact,
  type ContactAddress,
  ContactAddresses,
  type ContactInput,
  Contacts,
  contactRoles,
  Employers,
} from '#employers';
import { count, Database, emailKey, isId, type Tx } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  FormOf,
  FormRefused,
  filledIn,
  type Look,
  type Principal,
  Shown,
} from '../shell/index.js';
import { ofThisEmployer, peopleLook, SHOWS_PEOPLE, saysAllOf, seesAllOf } from './people.access.js';
import { contactPageForm, sharedContactForm } from './people.form.js';
import { RecordModel } from './record.model.js';

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
  @Audited(SHOWS_PEOPLE)
  @Render('employers/views/contacts.njk')
  async list(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Query('mail') mail: unknown,
    @Shown() shown: (look: Look) => void,
  ) {
    const model = await this.record.people(who, employerId);
    shown(peopleLook(who, model.areaId, employerId, model.people.length + model.left.length));
    return { ...model, mail: idOr(mail) };
  }

  @Get('new')
  @Allow('contact', 'create')
  @Render('employers/views/contact-form.njk')
  async adding(@CurrentUser() who: Principal, @Param('employerId') employerId: string) {
    const employer = await this.db.read(who.areas, (tx) => this.employers.get(tx, employerId));
    return { employer, roles, asks: { address: true, standing: saysAllOf(who, employer.areaId) } };
  }

  @Post('new')
  @Allow('contact', 'create')
  @FormOf('adding')
  @Redirect('', 303)
  async add(@CurrentUser() who: Principal, @Param('employerId') employerId: string, @Body() body: unknown) {
    const { areaId } = await this.db.read(who.areas, (tx) => this.employers.get(tx, employerId));
    const { input, sameAs } = typedIn(who, areaId, sharedContactForm.add, body);
    await this.refuseSame(who, { areaId, employerId }, input.email, sameAs);
    await this.db.write(who.areas, (tx) =>
      this.contacts.add(tx, areaId, employerId, { ...input, madeByUserId: who.userId }, who.actor),
    );
    return { url: `/employers/${employerId}/contacts?done=added` };
  }

  @Get(':contactId')
  @Allow('contact', 'change', { subject: 'contactId' })
  @Audited(SHOWS_PEOPLE)
  @Render('employers/views/contact-form.njk')
  async changing(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Query('mail') mail: unknown,
    @Shown() shown: (look: Look) => void,
  ) {
    const { employer, contact } = await this.db.read(who.areas, async (tx) => ({
      employer: await this.employers.get(tx, employerId),
      contact: await this.contact(tx, employerId, contactId),
    }));
    shown({ ...peopleLook(who, contact.areaId, employerId, 1), subject: contactId, contactId });
    const saysAll = saysAllOf(who, contact.areaId);
    const values = saysAll
      ? { ...contact, isPrimary: contact.isPrimary ? 'yes' : 'no', mail: idOr(mail) }
      : { name: contact.name, jobRole: contact.jobRole };
    return { employer, contact, values, roles, asks: { address: saysAll, standing: saysAll } };
  }

  @Post(':contactId')
  @Allow('contact', 'change', { subject: 'contactId' })
  @FormOf('changing')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
    @Body() body: unknown,
  ) {
    const contact = await this.db.read(who.areas, (tx) => this.contact(tx, employerId, contactId));
    const { input, sameAs, mail } = typedIn(who, contact.areaId, sharedContactForm.change, body);
    await this.refuseSame(who, contact, input.email, sameAs);
    await this.db.write(who.areas, (tx) => this.contacts.change(tx, contactId, input, who.actor));
    // Whoever came to correct the address of a returned email goes on to sending it again.
    return { url: `/employers/${employerId}/contacts?done=changed${mail ? `&mail=${mail}` : ''}` };
  }

  @Post(':contactId/left')
  @Allow('contact', 'change', { subject: 'contactId' })
  @Redirect('', 303)
  async left(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
  ) {
    await this.db.write(who.areas, async (tx) => {
      await this.contact(tx, employerId, contactId);
      await this.contacts.markLeft(tx, contactId, who.actor);
    });
    return { url: `/employers/${employerId}/contacts?done=left` };
  }

  @Post(':contactId/back')
  @Allow('contact', 'change', { subject: 'contactId' })
  @Redirect('', 303)
  async back(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Param('contactId') contactId: string,
  ) {
    await this.db.write(who.areas, async (tx) => {
      await this.contact(tx, employerId, contactId);
      await this.contacts.markBack(tx, contactId, who.actor);
    });
    return { url: `/employers/${employerId}/contacts?done=back` };
  }

  /**
   * Refuses an address that is new to this contact and that others of the area have, unless it was said to be right all the
   * same. Those who see no addresses are told nothing.
   */
  private async refuseSame(
    who: Principal,
    contact: Pick<Contact, 'areaId' | 'employerId'> & Partial<Contact>,
    email: string | null | undefined,
    sameAs: string,
  ): Promise<void> {
    const { areaId, id, employerId } = contact;
    const key = email && emailKey(email);
    if (!key || key === sameAs || key === contact.emailKey || !seesAllOf(who, 'contact', areaId)) return;
    const all = await this.db.read([areaId], (tx) => this.addresses.findByAddress(tx, areaId, email));
    const others = all.filter((one) => one.contactId !== id);
    if (others.length)
      throw new FormRefused({ email: sameAddressWords(others, employerId) }, { sameAs: key });
  }

  /** A contact of this employer; of another one it is not there. */
  private async contact(tx: Tx, employerId: string, contactId: string): Promise<Contact> {
    return ofThisEmployer(employerId, await this.contacts.get(tx, contactId));
  }
}

const roles = Object.entries(contactRoles).map(([value, text]) => ({ value, text }));

/** What was typed, as far as the caller may say it: all of it, or what this form has. */
function typedIn(
  who: Principal,
  areaId: string,
  shared: (typeof sharedContactForm)['add' | 'change'],
  body: unknown,
): { input: Partial<ContactInput> & { name: string }; sameAs: string; mail?: string | undefined } {
  if (!saysAllOf(who, areaId)) return { input: filledIn(shared, body), sameAs: '' };
  const { isPrimary, sameAs, mail, ...input } = filledIn(contactPageForm, body);
  // Unticked says nothing: one contact is the primary one until another is.
  return { input: { ...input, ...(isPrimary && { isPrimary }) }, sameAs, mail };
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
