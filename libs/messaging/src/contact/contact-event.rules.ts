import type { ContactEvent, DirectoryEvent } from '#contact-policy';
import type { GatedMail } from './contact-gate.types.js';

/** A mail as the contact policy looks at what has been; `person` as the caller tells people apart. */
export const mailEvent = (mail: GatedMail, at: Date, person: string | null): ContactEvent => ({
  at,
  kind: 'mail',
  direction: 'out',
  state: mail.state === 'queued' || mail.state === 'retry' ? 'sending' : mail.state,
  agency: 'own',
  employer: mail.employerId,
  person,
  purpose: mail.purpose,
  promotional: mail.promotional,
  mailing: mail.campaign,
  replyTo: null,
});

/** The same of a call, visit or letter. */
export const activityEvent = (
  { at, kind, direction, state, agency, employerId }: DirectoryEvent,
  person: string | null,
): ContactEvent => ({
  at,
  kind,
  direction,
  state,
  agency: agency?.trim() || 'own',
  employer: employerId,
  person,
  purpose: null,
  promotional: false,
  mailing: null,
  replyTo: null,
});
