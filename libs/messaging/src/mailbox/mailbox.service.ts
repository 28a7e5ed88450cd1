import { Injectable } from '@nestjs/common';
import { MailRegistry } from '#mail-templates';
import { tokensIn } from '#mail-transport';
import {
  Clock,
  Database,
  type ListPage,
  NO_AREA,
  newId,
  notFound,
  type PagePlace,
  Settings,
  seal,
  unseal,
} from '#platform';
import {
  keepMail,
  type MailboxLine,
  mailById,
  mailsOf,
  sentWithToken,
  thinOut,
} from './mailbox.repository.js';

/** Mails the built-in mailbox keeps of each area; older ones go. */
const KEPT = 5_000;
const PURPOSE = 'trial mailbox';

/**
 * The built-in mailbox: what would have gone out while no mail server is set. Each mail stands with the area it was sent
 * for, behind the wall, and sealed: its links work. Of NO_AREA is what is about accounts, or nobody can say for which area.
 */
@Injectable()
export class Mailbox {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly registry: MailRegistry,
  ) {}

  /** Keeps a mail as it came. Its return address says which of our mails it is, and so whose. */
  async keep(mail: { from: string; to: string[]; subject: string; raw: Buffer }): Promise<void> {
    const { raw, ...envelope } = mail;
    const areaId = await this.areaOf(mail.from);
    const sealed = seal(this.settings.secret, PURPOSE, raw);
    await this.db.write([areaId], async (tx) => {
      await keepMail(tx, { id: newId(), areaId, at: this.clock.now(), ...envelope, sealed });
      await thinOut(tx, areaId, KEPT);
    });
  }

  /** One page of those of some areas (NO_AREA is one), newest first; `to`: only for addresses that contain it. */
  list(areas: readonly string[], to = '', place: PagePlace = {}, limit = 50): Promise<ListPage<MailboxLine>> {
    return this.db.read(areas, (tx) => mailsOf(tx, areas, to, place, limit));
  }

  /** A mail of these areas as it came. Throws not-found, also where it was sealed with a secret that is gone. */
  async raw(areas: readonly string[], id: string): Promise<Buffer> {
    const mail = await this.db.read(areas, (tx) => mailById(tx, areas, id));
    const raw = mail && unseal(this.settings.secret, PURPOSE, mail.sealed);
    if (!raw) throw notFound();
    return raw;
  }

  private async areaOf(from: string): Promise<string> {
    const tokens = tokensIn([from], this.settings.mailFrom);
    if (!tokens.length) return NO_AREA;
    const message = await this.db.read('all', (tx) => sentWithToken(tx, tokens));
    return message && !this.registry.find(message.template)?.account ? message.areaId : NO_AREA;
  }
}
