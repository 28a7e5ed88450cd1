import { Injectable } from '@nestjs/common';
import { Messages, plainReason } from '#messaging';
import { Clock, Database, defineSweep, eachInTurn, londonDay, type Tx } from '#platform';
import { type Bounce, openBounces } from './bounced-mail.repository.js';
import { Contacts } from './contact.service.js';
import { Tasks } from './task.service.js';

/** The recurring job that follows mail that came back. */
export const FOLLOW_BOUNCED_MAIL_JOB = defineSweep('employers.follow-bounced-mail');

/** Bounces older than this are not followed any more; a worker that was away for longer is another matter. */
const DAYS = 90;
const BATCH = 200;

/**
 * What came back about mail to an employer: every contact with a dead address is marked, and a task asks for a working
 * one, or for whoever has taken over, where the area's policy for returned mail wants one. The task's cause key is the mark that a bounce was followed, so doing it again changes nothing.
 */
@Injectable()
export class BouncedMail {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly contacts: Contacts,
    private readonly tasks: Tasks,
  ) {}

  /**
   * Follows what has not been followed, in all areas, each bounce by itself, so that one that cannot be followed stops
   * no other; the first such error is thrown at the end. Answers how many bounces were followed.
   */
  async follow(): Promise<number> {
    const since = new Date(this.clock.now().getTime() - DAYS * 86_400_000);
    const bounces = await this.db.read('all', (tx) => openBounces(tx, since, BATCH));
    await eachInTurn(bounces, (bounce) => this.db.write([bounce.areaId], (tx) => this.one(tx, bounce)));
    return bounces.length;
  }

  private async one(tx: Tx, bounce: Bounce): Promise<void> {
    const messageId = bounce.subject.replace(/^message:/, '');
    const to = await this.messages.recipient(tx, bounce.areaId, messageId);
    const { title, happened } = wordsFor(bounce, to?.name ?? 'them');
    const made = await this.tasks.add(tx, {
      areaId: bounce.areaId,
      employerId: bounce.employerId,
      contactId: bounce.contactId,
      title,
      detail: `The email “${bounce.title ?? ''}” to ${to?.name ?? 'them'} ${happened} ${plainReason(bounce.reason ?? '')}`,
      dueOn: londonDay(this.clock.now()),
      causeKey: bounce.causeKey,
    });
    if (made && to && isDead(bounce))
      await this.contacts.setEmailState(tx, bounce.areaId, to.address, 'bounced');
  }
}

/** A full mailbox or a refusal says nothing about the address; a mail server that knows no such address does. */
const isDead = ({ about }: Bounce): boolean => about === null || about === 'bounce-hard';

function wordsFor({ about }: Bounce, name: string): { title: string; happened: string } {
  if (about === 'left')
    return { title: `Find out who has taken over from ${name}`, happened: 'was answered by itself.' };
  if (about === null || about.startsWith('bounce'))
    return { title: 'Find a working address', happened: 'came back.' };
  return { title: 'Look at what came back about an email', happened: 'was answered.' };
}
