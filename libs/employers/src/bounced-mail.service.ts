import { Injectable } from '@nestjs/common';
import { Messages, messagingFacts, plainReason } from '#messaging';
import { Clock, type FactSubscriber, FactSubscribers, londonDay, type StoredFact, type Tx } from '#platform';
import { Contacts } from './contact.service.js';
import { Employers } from './employer.service.js';
import { Tasks } from './task.service.js';

/** Bounces older than this are not followed any more: a task would come too late to be of use. */
const DAYS = 90;

/**
 * What came back about mail to an employer: every contact with a dead address is marked, and a task asks for a working
 * one, or for whoever has taken over, where the area's policy for returned mail wants one. The task's cause key makes it
 * one, also where the same came back twice.
 */
@Injectable()
export class BouncedMail implements FactSubscriber {
  readonly name = 'employers.bounced-mail';
  readonly kinds = [messagingFacts.bounced, messagingFacts.returned];

  constructor(
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly tasks: Tasks,
    subscribers: FactSubscribers,
  ) {
    subscribers.add(this);
  }

  /** Follows one thing that came back. What asks nothing by the area's policy says so. */
  async handle(tx: Tx, fact: StoredFact): Promise<void> {
    const { areaId, employerId, subject, data } = fact;
    if (!employerId || !subject || data['wanted'] === 'none' || this.isOld(fact)) return;
    if (!(await this.employers.getMany(tx, areaId, [employerId])).length) return;
    const about = textOf(data['about']);
    const to = await this.messages.recipient(tx, areaId, subject.replace(/^message:/, ''));
    const name = to?.name ?? 'them';
    const { title, happened } = wordsFor(about, name);
    const contactId = fact.contactId;
    const known = contactId ? await this.contacts.getMany(tx, areaId, [contactId]) : new Map();
    const made = await this.tasks.add(tx, {
      areaId,
      employerId,
      contactId: known.has(contactId!) ? contactId : null,
      title,
      detail: `The email “${textOf(data['title']) ?? ''}” to ${name} ${happened} ${plainReason(textOf(data['reason']) ?? '')}`,
      dueOn: londonDay(this.clock.now()),
      causeKey: causeOf(fact.kind, about, subject),
    });
    if (made && to && isDead(about)) await this.contacts.setEmailState(tx, areaId, to.address, 'bounced');
  }

  private isOld({ at }: StoredFact): boolean {
    return this.clock.now().getTime() - at.getTime() > DAYS * 86_400_000;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Rule and subject, so that one such event makes one task. */
const causeOf = (kind: string, about: string | null, subject: string): string =>
  kind === messagingFacts.bounced.kind
    ? `mail-bounced:${subject}`
    : `mail-returned:${about ?? ''}:${subject}`;

/**
 * A full mailbox or a refusal says nothing about the address; a mail server that knows no such address does. Null: the
 * server refused the address at once.
 */
const isDead = (about: string | null): boolean => about === null || about === 'bounce-hard';

function wordsFor(about: string | null, name: string): { title: string; happened: string } {
  if (about === 'left')
    return { title: `Find out who has taken over from ${name}`, happened: 'was answered by itself.' };
  if (about === null || about.startsWith('bounce'))
    return { title: 'Find a working address', happened: 'came back.' };
  return { title: 'Look at what came back about an email', happened: 'was answered.' };
}
