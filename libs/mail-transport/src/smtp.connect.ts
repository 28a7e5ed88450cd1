import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import { type Settings, SettingsError } from '#platform';
import { mailboxMark } from './mailbox-mark.js';
import type { Offered } from './smtp.envelope.js';
import type { SmtpResult, SmtpStage } from './smtp.rules.js';

/** Where mail is handed over, and how. */
export interface MailServer {
  options: SMTPConnection.Options;
  auth: { user: string; pass: string } | undefined;
  /** What our own trial mailbox says when it greets; undefined: any server will do. */
  mark?: string;
}

/** A session that is ready for mail. */
export interface SmtpSession {
  socket: Socket;
  offered: Offered;
  /** What the server said beyond what it was asked, if anything. */
  unasked: Buffer;
}

interface SmtpError extends Error {
  code?: string;
  originalCode?: string;
  response?: string;
  responseCode?: number;
}

/**
 * What nodemailer keeps to itself: its socket, its handlers on it, and what it learnt. Its version is pinned, and
 * nodemailer.contract.spec.ts says which of these a newer one has changed.
 */
export interface Inside {
  lastServerResponse: string | false;
  _socket: Socket;
  _onSocketData: () => void;
  _onSocketError: () => void;
  _onSocketClose: () => void;
  _onSocketEnd: () => void;
  _onSocketTimeout: () => void;
  _supportedExtensions: string[];
  _maxAllowedSize: number;
  _remainder: string;
  _responseQueue: string[];
}

/**
 * smtps:// is TLS from the start. smtp:// turns to TLS by STARTTLS before anything else is said: `required` off this
 * machine unless SMTP_TLS says otherwise, and with a password whatever it says. Certificates are always checked.
 * Throws SettingsError when SMTP_CA cannot be read.
 */
export function mailServer(settings: Settings): MailServer {
  const at = new URL(settings.smtpUrl ?? `smtp://127.0.0.1:${settings.mailboxPort}`);
  const secure = at.protocol === 'smtps:';
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(at.hostname);
  const auth = at.username
    ? { user: decodeURIComponent(at.username), pass: decodeURIComponent(at.password) }
    : undefined;
  const asked = settings.smtpTls ?? (loopback ? 'off' : 'required');
  const starttls = auth && !loopback ? 'required' : asked;
  return {
    auth,
    ...(settings.smtpUrl ? {} : { mark: mailboxMark(settings.secret) }),
    options: {
      host: at.hostname.replace(/^\[|\]$/g, ''),
      port: Number(at.port || (secure ? 465 : 587)),
      secure,
      requireTLS: !secure && starttls === 'required',
      ignoreTLS: !secure && starttls === 'off',
      name: new URL(settings.baseUrl).hostname,
      tls: settings.smtpCa ? { secureContext: trusting(settings.smtpCa) } : {},
    },
  };
}

/** The authorities that Node.js trusts, and those of this file. */
function trusting(file: string): SecureContext {
  try {
    const own = readFileSync(file, 'utf8');
    // Node.js passes over what is no certificate.
    new X509Certificate(own);
    return createSecureContext({ ca: [...rootCertificates, own] });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new SettingsError([
      { setting: 'SMTP_CA', should: `should be a file of certificates (PEM): ${why}` },
    ]);
  }
}

/**
 * Connects, greets, turns to TLS and signs in, each by nodemailer, and takes the session over from it. Answers what went
 * wrong otherwise. Never throws.
 * @param patience milliseconds for connecting and greeting, and for each answer from then on.
 */
export async function openSmtpSession(
  { options, auth, mark }: MailServer,
  patience: { connect: number; reply: number },
): Promise<SmtpSession | SmtpResult> {
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: patience.connect,
    greetingTimeout: patience.connect,
    socketTimeout: Math.min(patience.connect, patience.reply),
    maxResponseSize: 64 * 1024,
  });
  let stage: SmtpStage = 'connect';
  try {
    await step(connection, (done) => connection.connect(done));
    if (mark && !String((connection as unknown as Inside).lastServerResponse).includes(mark)) {
      connection.close();
      return { kind: 'silent', reached: 'claimed', text: OTHER_MAILBOX };
    }
    stage = 'sign-in';
    if (auth) await step(connection, (done) => connection.login({ credentials: auth }, done));
    return takeOver(connection as unknown as Inside);
  } catch (error) {
    connection.on('error', () => undefined);
    connection.close();
    return failure(error as SmtpError, stage, options.host!);
  }
}

/** nodemailer tells of an end by calling back or by an event, whichever it comes upon. */
const step = (
  connection: SMTPConnection,
  run: (done: (error?: Error | null) => void) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('Connection closed')));
    run((error) => (error ? reject(error) : resolve()));
  });

function takeOver(inside: Inside): SmtpSession {
  const socket = inside._socket;
  const handlers = {
    data: inside._onSocketData,
    error: inside._onSocketError,
    close: inside._onSocketClose,
    end: inside._onSocketEnd,
    timeout: inside._onSocketTimeout,
  };
  for (const [event, handler] of Object.entries(handlers)) socket.off(event, handler);
  socket.setTimeout(0);
  // Half a mail waiting for the other side to acknowledge the first half would cost 40 milliseconds a mail.
  socket.setNoDelay(true);
  const has = (extension: string) => inside._supportedExtensions.includes(extension);
  return {
    socket,
    offered: {
      pipelining: has('PIPELINING'),
      size: has('SIZE'),
      maxSize: inside._maxAllowedSize,
      eightBit: has('8BITMIME'),
      utf8: has('SMTPUTF8'),
    },
    unasked: Buffer.from([...inside._responseQueue, inside._remainder].join('\r\n'), 'latin1'),
  };
}

function failure(error: SmtpError, stage: SmtpStage, host: string): SmtpResult {
  // Its answer to STARTTLS says only that it does not know the word.
  if (error.code === 'ETLS' && error.responseCode)
    return unsafe('the mail server offers no encryption (STARTTLS), and SMTP_TLS requires it');
  if (error.responseCode && error.responseCode >= 400)
    return { kind: 'refused', stage, code: error.responseCode, text: error.response ?? error.message };
  const code = error.originalCode ?? error.code ?? '';
  const certificate = certificates[code];
  if (certificate) return unsafe(certificate.replace('HOST', host));
  if (error.code === 'ETLS' || /^ERR_(SSL|TLS)_|^EPROTO$/.test(code)) return unsafe(`TLS failed (${code})`);
  return { kind: 'silent', reached: 'claimed', text: code || error.message };
}

const OTHER_MAILBOX =
  'the port of the trial mailbox is another program’s; set MAILBOX_PORT to another and start again';

const unsafe = (text: string): SmtpResult => ({ kind: 'silent', reached: 'claimed', text, unsafe: true });

const UNKNOWN_AUTHORITY = 'its certificate is signed by nobody we know (SMTP_CA can name its authority)';

/** The codes of OpenSSL and Node.js for what may be wrong with a certificate. */
const certificates: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name than HOST',
  HOSTNAME_MISMATCH: 'its certificate is for another name than HOST',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  CERT_UNTRUSTED: UNKNOWN_AUTHORITY,
};
