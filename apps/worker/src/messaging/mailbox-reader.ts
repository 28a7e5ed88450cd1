import { Inject, Injectable } from '@nestjs/common';
import { ImapFlow } from 'imapflow';
import {
  InboundMailService,
  leasePosition,
  leavePosition,
  type MailboxPosition,
  MOST_BYTES,
  mailboxName,
  movePosition,
} from '#inbound-mail';
import { Clock, connectionErrorCode, Database, LOG, type Log, newId, Settings } from '#platform';

/** Mails handled between two commits of the place. */
const BATCH = 20;
/** Whoever reads and is not heard of for so long is taken for dead. */
const LEASE_SECONDS = 120;
const SILENCE_MS = 30_000;

/**
 * Reads the mailbox of returned mail. Each mail is taken (committed), then marked as handled, then the place is moved
 * on; killed anywhere between, the next reader meets it again, and taking it again changes nothing.
 */
@Injectable()
export class MailboxReader {
  private readonly token = newId();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly inbound: InboundMailService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Reads what is new; answers how many mails were taken. Nothing while no mailbox is set or another process reads it.
   * A server that is away or refuses is written down for staff and is no error of this job.
   */
  async read(): Promise<number> {
    const address = this.settings.returnsImapUrl;
    if (!address) return 0;
    const mailbox = mailboxName(address);
    const place = await this.db.write([], (tx) => leasePosition(tx, mailbox, this.token, LEASE_SECONDS));
    if (!place) return 0;
    let trouble: string | null = null;
    let taken = 0;
    try {
      taken = await this.readFrom(address, mailbox, place);
      if (taken) this.log.info({ taken }, 'returned mail read');
    } catch (error) {
      if (connectionErrorCode(error) && !isMailServer(error)) throw error;
      trouble = troubleOf(error);
      this.log.warn({ code: codeOf(error), trouble }, 'the mailbox of returned mail cannot be read');
    }
    await this.db.write([], (tx) => leavePosition(tx, mailbox, this.token, trouble, this.clock.now()));
    return taken;
  }

  private async readFrom(address: string, mailbox: string, place: MailboxPosition): Promise<number> {
    const client = open(address);
    // Trouble is told by whatever is being waited for; without a listener it would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const box = await client.mailboxOpen(decodeURIComponent(new URL(address).pathname.slice(1)) || 'INBOX');
      const uidValidity = String(box.uidValidity);
      // Another validity: the server counts anew, so everything is looked at again; what is known changes nothing.
      const from = place.uidValidity === uidValidity ? place.lastUid : 0;
      const found = await client.search({ uid: `${from + 1}:*` }, { uid: true });
      // "5:*" names the last mail even when its number is lower.
      const uids = (found || []).filter((uid) => uid > from).sort((a, b) => a - b);
      let taken = 0;
      for (let at = 0; at < uids.length; at += BATCH) {
        const batch = uids.slice(at, at + BATCH);
        const fresh = await this.take(client, mailbox, uidValidity, batch);
        await this.handled(client, batch);
        const next = { uidValidity, lastUid: batch.at(-1)! };
        const mine = await this.db.write([], (tx) =>
          movePosition(tx, mailbox, this.token, next, fresh, LEASE_SECONDS),
        );
        taken += fresh;
        if (!mine) break;
      }
      return taken;
    } finally {
      await client.logout().catch(() => client.close());
    }
  }

  private async take(
    client: ImapFlow,
    mailbox: string,
    uidValidity: string,
    uids: readonly number[],
  ): Promise<number> {
    let fresh = 0;
    const sizes = await client.fetchAll([...uids].join(','), { uid: true, size: true }, { uid: true });
    for (const { uid, size } of sizes.sort((a, b) => a.uid - b.uid)) {
      const eventId = `${mailbox} ${uidValidity} ${uid}`;
      // Of what is too large only the beginning is fetched, so that it can be told whose it is.
      const tooLarge = (size ?? 0) > MOST_BYTES;
      const mail = await client.fetchOne(
        String(uid),
        tooLarge ? { source: { start: 0, maxLength: 200_000 } } : { source: true },
        { uid: true },
      );
      if (!mail || mail.source === undefined) continue;
      const became = await this.inbound.ingest('imap', eventId, mail.source);
      if (became !== 'known') fresh++;
    }
    return fresh;
  }

  /** Marks mails as handled, or moves them where the setting says. */
  private async handled(client: ImapFlow, uids: readonly number[]): Promise<void> {
    const range = uids.join(',');
    await client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
    const folder = this.settings.returnsImapFolder;
    if (!folder) return;
    if (!(await client.messageMove(range, folder, { uid: true }))) {
      await client.mailboxCreate(folder).catch(() => undefined);
      await client.messageMove(range, folder, { uid: true });
    }
  }
}

/** A connection by the settings: imaps:// with the certificate checked, or imap:// on this machine. */
function open(address: string): ImapFlow {
  const url = new URL(address);
  const secure = url.protocol === 'imaps:';
  return new ImapFlow({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 993 : 143)),
    secure,
    ...(secure ? {} : { doSTARTTLS: false }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS * 2,
    maxLiteralSize: MOST_BYTES + 1_000_000,
  });
}

const codeOf = (error: unknown): string | undefined => {
  const { code, responseStatus } = (error ?? {}) as { code?: unknown; responseStatus?: unknown };
  return typeof code === 'string' ? code : typeof responseStatus === 'string' ? responseStatus : undefined;
};

const isMailServer = (error: unknown): boolean =>
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/.test(codeOf(error) ?? '');

/** What went wrong, for staff: never what the server said, which may repeat the password. */
function troubleOf(error: unknown): string {
  const code = codeOf(error) ?? '';
  if ((error as { authenticationFailed?: boolean }).authenticationFailed)
    return 'The mail server refused the user name or the password.';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|SSL|TLS/i.test(code))
    return 'The mail server’s certificate is not in order.';
  if (/NOTFOUND|EAI_AGAIN/.test(code)) return 'There is no mail server of that name.';
  if (/ECONN|TIMEDOUT|UNREACH|Timeout|NoConnection|ClosedAfterConnectText|CONNECT_TIMEOUT/i.test(code))
    return 'The mail server does not answer.';
  return code ? `The mailbox could not be read (${code}).` : 'The mailbox could not be read.';
}
