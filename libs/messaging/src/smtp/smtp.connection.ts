import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import type { Settings } from '#platform';
import type { Reached, SmtpResult, SmtpStage } from './smtp.rules.js';

/** One mail as it goes over the wire. */
export interface Parcel {
  /** Envelope sender, with the token by which a bounce finds its mail. */
  from: string;
  to: string;
  /** The whole mail, RFC 5322. */
  raw: Buffer;
  /** Asked on each connection, after the server said it is ready for the mail and before the first byte: may it leave? */
  mayLeave: () => Promise<boolean>;
}

/** No answer for so long while talking: the connection is given up. Servers may check a mail for minutes. */
const SILENCE_MS = 180_000;
const CONNECT_MS = 30_000;

interface SmtpError extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

/** One connection to the mail server, for one mail after another. */
export class SmtpLink {
  private readonly connection: SMTPConnection;
  /** Mails it has carried; a used one may have been closed by the server meanwhile. */
  carried = 0;
  private closed = false;

  constructor(settings: Settings) {
    this.connection = new SMTPConnection(connectionOptions(settings));
    this.connection.on('end', () => {
      this.closed = true;
    });
  }

  get usable(): boolean {
    return !this.closed;
  }

  /** Connects and signs in; undefined when that went well. */
  async open(settings: Settings): Promise<SmtpResult | undefined> {
    const failure = await new Promise<SmtpError | undefined>((resolve) => {
      this.connection.once('error', resolve);
      this.connection.connect((error?: SmtpError) => resolve(error ?? undefined));
    });
    this.connection.on('error', () => undefined);
    if (failure) return this.failed(failure, 'connect', 'claimed');
    const auth = credentials(settings);
    if (!auth) return undefined;
    const refused = await new Promise<SmtpError | undefined>((resolve) => {
      this.connection.login({ credentials: auth }, (error) => resolve(error ?? undefined));
    });
    return refused && this.failed(refused, 'sign-in', 'claimed');
  }

  /** Hands one mail over. Never throws: what happened is the answer. */
  async send(parcel: Parcel): Promise<SmtpResult> {
    const body = new LateBody(parcel.raw, parcel.mayLeave);
    const result = await new Promise<SmtpResult>((resolve) => {
      this.connection.send(
        { from: parcel.from, to: [parcel.to], size: parcel.raw.length },
        body,
        (error, info) => {
          if (!error)
            resolve({ kind: 'accepted', code: Number(info.response.slice(0, 3)), text: info.response });
          else if (body.stopped) resolve({ kind: 'stopped' });
          else resolve(this.failed(error as SmtpError, stageOf(error as SmtpError), body.reached));
        },
      );
    });
    // Leave that comes after the connection was given up must let no byte out on it.
    body.destroy();
    this.carried++;
    if (result.kind === 'stopped' || result.kind === 'silent') this.close();
    else if (result.kind === 'refused' && this.usable) await this.reset();
    return result;
  }

  private failed(error: SmtpError, stage: SmtpStage, reached: Reached): SmtpResult {
    if (error.responseCode && error.responseCode >= 400) {
      if (error.responseCode === 421 || stage === 'connect' || stage === 'sign-in') this.close();
      return { kind: 'refused', stage, code: error.responseCode, text: error.response ?? error.message };
    }
    // The server announced a limit in its greeting; the mail was not even begun.
    if (error.code === 'EMESSAGE' && reached === 'claimed')
      return { kind: 'refused', stage: 'data', code: 552, text: error.message };
    this.close();
    return { kind: 'silent', reached, text: plainCause(error) };
  }

  private reset(): Promise<void> {
    return new Promise((resolve) => {
      // A connection that ends meanwhile answers nothing.
      this.connection.once('end', resolve);
      this.connection.reset((error) => {
        this.connection.off('end', resolve);
        if (error) this.close();
        resolve();
      });
    });
  }

  /** Says goodbye, if there is anybody to say it to. */
  quit(): void {
    if (this.usable) this.connection.quit();
  }

  close(): void {
    this.closed = true;
    this.connection.close();
  }
}

/**
 * The mail's bytes, given only once it was allowed to leave. nodemailer reads it when the server has answered DATA; the
 * first read asks, and without leave the stream ends in an error, so that no final dot goes out.
 */
class LateBody extends Readable {
  reached: Reached = 'claimed';
  stopped = false;
  private asked = false;

  constructor(
    private readonly raw: Buffer,
    private readonly mayLeave: () => Promise<boolean>,
  ) {
    super();
  }

  override _read(): void {
    if (this.asked) return;
    this.asked = true;
    this.mayLeave().then(
      (may) => (may ? this.give() : this.stop()),
      () => this.stop(),
    );
  }

  private give(): void {
    if (this.destroyed) return;
    this.reached = 'data';
    this.push(this.raw);
    this.push(null);
  }

  private stop(): void {
    this.stopped = true;
    this.destroy(new Error('The lease is gone'));
  }
}

const stageOf = (error: SmtpError): SmtpStage =>
  (({ 'MAIL FROM': 'sender', 'RCPT TO': 'recipient', DATA: 'data' })[error.command ?? ''] as SmtpStage) ??
  'connect';

/** What went wrong on the way, without addresses: "ECONNREFUSED", "ETIMEDOUT", "certificate has expired". */
const plainCause = (error: SmtpError & { originalCode?: string }): string =>
  error.code === 'ETLS' || error.code === 'ESOCKET'
    ? (error.originalCode ?? error.message)
    : (error.originalCode ?? error.code ?? error.message);

function credentials(settings: Settings): { user: string; pass: string } | undefined {
  const at = settings.smtpUrl ? new URL(settings.smtpUrl) : undefined;
  if (!at?.username) return undefined;
  return { user: decodeURIComponent(at.username), pass: decodeURIComponent(at.password) };
}

/** smtps:// is TLS from the start; smtp:// turns to TLS where the server offers it, and must before a password. */
function connectionOptions(settings: Settings): SMTPConnection.Options {
  const at = new URL(settings.smtpUrl ?? `smtp://127.0.0.1:${settings.mailboxPort}`);
  const secure = at.protocol === 'smtps:';
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(at.hostname);
  return {
    host: at.hostname.replace(/^\[|\]$/g, ''),
    port: Number(at.port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && at.username !== '' && !loopback,
    ignoreTLS: !secure && loopback,
    name: new URL(settings.baseUrl).hostname,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  };
}
