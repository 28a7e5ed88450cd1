import { Injectable } from '@nestjs/common';
import {
  type Actor,
  Clock,
  emailKey,
  employerFacts,
  Facts,
  invalid,
  isEmail,
  newId,
  notFound,
  type Tx,
} from '#platform';
import type { Contact, ContactRole } from './contact.entity.js';
import {
  addressees,
  type ContactAddressee,
  clearPrimary,
  findContact,
  findContacts,
  findContactsById,
  insertContact,
  type PrimaryContact,
  primaryContacts,
  updateContact,
  updateEmailState,
} from './contact.repository.js';
import { findEmployer } from './employer.repository.js';
import { employersFacts } from './employers.facts.js';
import { People } from './people.service.js';

export interface ContactInput {
  name: string;
  jobRole?: string | null;
  roles?: ContactRole[];
  email?: string | null;
  phone?: string | null;
  isPrimary?: boolean;
}

export interface NewContact extends ContactInput {
  /** The account that adds it by hand: a partner may later change only what they added themselves. */
  madeByUserId?: string | undefined;
}

/** People at employers. */
@Injectable()
export class Contacts {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly people: People,
  ) {}

  /** Adds a contact; the first of an employer is its primary one. Throws `invalid` by field: name, email. */
  async add(tx: Tx, areaId: string, employerId: string, input: NewContact, actor: Actor): Promise<Contact> {
    const values = checked(input);
    await this.lockEmployer(tx, areaId, employerId);
    const known = await primaryContacts(tx, areaId, [employerId]);
    const isPrimary = input.isPrimary ?? !known.has(employerId);
    if (isPrimary) await clearPrimary(tx, areaId, employerId);
    const contact: Contact = {
      ...values,
      id: newId(),
      areaId,
      employerId,
      emailState: 'unchecked',
      isPrimary,
      leftAt: null,
      erasedAt: null,
      importRunId: null,
      createdAt: this.clock.now(),
      madeByUserId: input.madeByUserId ?? null,
    };
    await insertContact(tx, contact);
    await this.facts.record(
      tx,
      employersFacts.contactAdded.of({ areaId, employerId, contactId: contact.id, actor, data: {} }),
    );
    return contact;
  }

  /** Changes what is given of a contact and leaves the rest. A new address is unchecked again. */
  async change(tx: Tx, id: string, input: Partial<ContactInput>, actor: Actor): Promise<Contact> {
    const before = await this.locked(tx, id);
    const values = checked({ ...before, roles: before.roles as ContactRole[], ...input });
    const isPrimary = input.isPrimary ?? before.isPrimary;
    if (isPrimary && !before.isPrimary) await clearPrimary(tx, before.areaId, before.employerId);
    const emailState = values.emailKey === before.emailKey ? before.emailState : 'unchecked';
    const after: Contact = { ...before, ...values, isPrimary, emailState };
    const fields = Object.keys(values).filter(
      (key) => JSON.stringify(before[key as keyof Contact]) !== JSON.stringify(after[key as keyof Contact]),
    );
    await updateContact(tx, before, { ...values, isPrimary, emailState });
    if (fields.length)
      await this.facts.record(
        tx,
        employersFacts.contactChanged.of({
          areaId: before.areaId,
          employerId: before.employerId,
          contactId: id,
          actor,
          data: { fields },
        }),
      );
    if (before.email && after.email)
      await this.people.alsoKnownAs(
        tx,
        before.areaId,
        { name: before.name, email: before.email },
        { name: after.name, email: after.email },
      );
    return after;
  }

  /** The person no longer works there: nothing goes to them any more, their history stays. */
  async markLeft(tx: Tx, id: string, actor: Actor): Promise<void> {
    const contact = await this.locked(tx, id);
    if (contact.leftAt) return;
    await updateContact(tx, contact, { leftAt: this.clock.now(), isPrimary: false });
    await this.facts.record(
      tx,
      employersFacts.contactLeft.of({
        areaId: contact.areaId,
        employerId: contact.employerId,
        contactId: id,
        actor,
        data: contact.isPrimary ? { wasPrimary: true } : {},
      }),
    );
  }

  /**
   * Takes "has left" back, or they have come back. Who was the primary contact when they left is so again, unless there is
   * another by now. What was not sent to them meanwhile stays unsent.
   */
  async markBack(tx: Tx, id: string, actor: Actor): Promise<void> {
    const contact = await this.locked(tx, id);
    if (!contact.leftAt) return;
    const { areaId, employerId } = contact;
    const { facts } = await employerFacts(tx, areaId, employerId, {
      prefixes: [employersFacts.contactLeft.kind],
      limit: 50,
    });
    const wasPrimary = facts.find((fact) => fact.contactId === id)?.data['wasPrimary'] === true;
    const colleagues = await findContacts(tx, areaId, employerId);
    const isPrimary = wasPrimary && !colleagues.some((one) => one.isPrimary && !one.leftAt);
    await updateContact(tx, contact, { leftAt: null, isPrimary });
    await this.facts.record(
      tx,
      employersFacts.contactBack.of({ areaId, employerId, contactId: id, actor, data: {} }),
    );
  }

  /** The contact; 404 when it is missing or in an area not named. */
  async get(tx: Tx, id: string): Promise<Contact> {
    const contact = await findContact(tx, id);
    if (!contact) throw notFound();
    return contact;
  }

  /** Several contacts of one area by id; unknown ones are left out. */
  async getMany(tx: Tx, areaId: string, ids: string[]): Promise<Map<string, Contact>> {
    return new Map((await findContactsById(tx, areaId, ids)).map((contact) => [contact.id, contact]));
  }

  /** All contacts of an employer: the primary one first, those who left last. */
  findByEmployer(tx: Tx, areaId: string, employerId: string): Promise<Contact[]> {
    return findContacts(tx, areaId, employerId);
  }

  /** Per employer the contact to write to: the primary one, else the first who is still there. */
  primary(tx: Tx, areaId: string, employerIds: string[]): Promise<Map<string, PrimaryContact>> {
    return primaryContacts(tx, areaId, employerIds);
  }

  /** Who is at these employers and has an address. */
  addressees(tx: Tx, areaId: string, employerIds: readonly string[]): Promise<ContactAddressee[]> {
    return employerIds.length ? addressees(tx, areaId, employerIds) : Promise.resolve([]);
  }

  /** What sending found out about an address (`works`, `bounced`), for every contact of the area that has it. */
  async setEmailState(tx: Tx, areaId: string, email: string, state: Contact['emailState']): Promise<void> {
    await updateEmailState(tx, areaId, emailKey(email), state);
  }

  /** The contact as nobody else changes it meanwhile. The employer comes first: it has one primary contact. */
  private async locked(tx: Tx, id: string): Promise<Contact> {
    const { areaId, employerId } = await this.get(tx, id);
    await this.lockEmployer(tx, areaId, employerId);
    const contact = await findContact(tx, id, true);
    if (!contact || contact.erasedAt) throw notFound();
    return contact;
  }

  private async lockEmployer(tx: Tx, areaId: string, employerId: string): Promise<void> {
    if ((await findEmployer(tx, employerId, true))?.areaId !== areaId) throw notFound();
  }
}

function checked(input: ContactInput) {
  const errors: Record<string, string> = {};
  const name = input.name.trim().replace(/\s+/g, ' ');
  const email = input.email?.trim() || null;
  if (!name) errors['name'] = 'Enter the name of the contact.';
  if (email && !isEmail(email)) errors['email'] = 'Enter an email address like name@example.org.';
  if (Object.keys(errors).length) throw invalid('employers.contact', errors);
  return {
    name,
    jobRole: input.jobRole?.trim() || null,
    roles: input.roles ?? [],
    email,
    emailKey: email ? emailKey(email) : null,
    phone: input.phone?.trim() || null,
  };
}
