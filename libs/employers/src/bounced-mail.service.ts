import { Injectable } from '@nestjs/common';
import { MAIL_BOUNCED, Messages } from '#messaging';
import { Clock, Database, londonDay, type Tx } from '#platform';
import { Contacts } from './contact.service.js';
import { Tasks } from './task.service.js';

/** The recurring job that follows mail that came back. */
export const FOLLOW_BOUNCED_MAIL = 'employers.follow-bounced-mail';

/** Bounces older than this are not followed any more; a worker that was away for longer is another matter. */
const DAYS = 90;
const BATCH = 200;

interface Bounce {
  areaId: string;
  employerId: string;
  /** Null when the mail went to somebody who is no contact, e.g. a delegate. */
  contactId: string | null;
  subject: string;
  title: string | null;
  reason: string | null;
}

/**
 * Mail to an employer that came back: every contact with that address is marked, and a task asks for a working one.
 * The task's cause key is the mark that a bounce was followed, so doing it again changes nothing.
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

  /** Follows what has not been followed, in all areas; answers how many bounces that were. */
  follow(): Promise<number> {
    return this.db.write('all', async (tx) => {
      const bounces = await this.open(tx);
      for (const bounce of bounces) await this.one(tx, bounce);
      return bounces.length;
    });
  }

  private open(tx: Tx): Promise<Bounce[]> {
    const since = new Date(this.clock.now().getTime() - DAYS * 86_400_000);
    return tx.query<Bounce>(
      `SELECT f.area_id AS "areaId", f.employer_id AS "employerId", c.id AS "contactId", f.subject,
              f.data->>'title' AS title, f.data->>'reason' AS reason
         FROM fact f
         JOIN employer e ON e.area_id = f.area_id AND e.id = f.employer_id
         LEFT JOIN contact c ON c.area_id = f.area_id AND c.id = f.contact_id
        WHERE f.kind = $1 AND f.happened_at > $2
          AND NOT EXISTS (SELECT FROM task t WHERE t.area_id = f.area_id AND t.cause_key = 'mail-bounced:' || f.subject)
        ORDER BY f.id LIMIT $3`,
      [MAIL_BOUNCED, since, BATCH],
    );
  }

  private async one(tx: Tx, bounce: Bounce): Promise<void> {
    const messageId = bounce.subject.replace(/^message:/, '');
    const to = await this.messages.recipient(tx, bounce.areaId, messageId);
    const made = await this.tasks.add(tx, {
      areaId: bounce.areaId,
      employerId: bounce.employerId,
      contactId: bounce.contactId,
      title: 'Find a working address',
      detail: `The mail “${bounce.title ?? ''}” to ${to?.name ?? 'them'} came back. ${bounce.reason ?? ''}`,
      dueOn: londonDay(this.clock.now()),
      causeKey: `mail-bounced:${bounce.subject}`,
    });
    if (made && to) await this.contacts.setEmailState(tx, bounce.areaId, to.address, 'bounced');
  }
}
