import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, notFound } from '#platform';
import { keepMail, type MailboxLine, mailById, mailsOf, thinOut } from './mailbox.store.js';

/** Mails the built-in mailbox keeps; older ones go. */
const KEPT = 5_000;

/** The built-in mailbox: what would have gone out while no mail server is set. */
@Injectable()
export class Mailbox {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps a mail as it came. */
  keep(mail: { from: string; to: string[]; subject: string; raw: Buffer }): Promise<void> {
    return this.db.write([], async (tx) => {
      await keepMail(tx, { id: newId(), at: this.clock.now(), ...mail });
      await thinOut(tx, KEPT);
    });
  }

  /** Newest first; `to` narrows to mails for an address that contains it; `after` is the id shown last. */
  list(filter: { to?: string; after?: string }, limit = 50): Promise<MailboxLine[]> {
    return this.db.read([], (tx) => mailsOf(tx, filter, limit));
  }

  /** Throws not-found. */
  async raw(id: string): Promise<Buffer> {
    const mail = await this.db.read([], (tx) => mailById(tx, id));
    if (!mail) throw notFound();
    return mail.raw;
  }
}
