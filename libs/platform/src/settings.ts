import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { projectRoot } from './project.js';

const url = (protocols: string[], example: string) =>
  z.string().refine(
    (text) => {
      try {
        return protocols.includes(new URL(text).protocol);
      } catch {
        return false;
      }
    },
    { error: `should be an address like ${example}` },
  );
const port = z.coerce
  .number({ error: 'should be a port number' })
  .int()
  .min(1, 'should be 1 to 65535')
  .max(65535, 'should be 1 to 65535');
const limit = z.coerce
  .number({ error: 'should be a number of mails' })
  .int('should be a whole number')
  .min(1, 'should be 1 or more');
const connections = z.coerce
  .number({ error: 'should be a number of connections' })
  .int('should be a whole number')
  .min(1, 'should be 1 to 50')
  .max(50, 'should be 1 to 50');
const file = z
  .string()
  .min(1)
  .transform((path) => resolve(projectRoot, path));
const seconds = z.coerce.number({ error: 'should be a number of seconds' }).min(1, 'should be 1 or more');

/** Names of the computer itself, as they stand in an address. */
export const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const imapUrl = url(['imap:', 'imaps:'], 'imaps://user:password@mail.example.org/INBOX').refine(
  (text) => {
    try {
      const { protocol, hostname, username, password } = new URL(text);
      return Boolean(username && password) && (protocol === 'imaps:' || LOOPBACK.has(hostname));
    } catch {
      // The check before has said so.
      return true;
    }
  },
  { error: 'should name a user and a password, and be imaps:// unless the server is this machine' },
);

/**
 * Every setting the program knows, each stated once: its check, its default, what it is for. Its name in the program comes
 * of the one here (MAIL_FROM is `settings.mailFrom`), unless `Settings` makes something else of it. README's table and
 * docker-compose.yml name the same settings. Nothing else in the program reads the environment, but for what is no
 * setting of it: what the start hands on to web, worker and PostgreSQL, and what node and npm say of themselves.
 * test/architecture/settings.spec.ts proves both.
 */
export const settingsSchema = z.object({
  DATA_DIR: file
    .prefault('.data')
    .describe('Folder for the built-in database, the secret and files taken out'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address the web server listens on'),
  PORT: port.default(3000).describe('Port the web server listens on'),
  BASE_URL: url(['http:', 'https:'], 'https://crm.example.org')
    .optional()
    .describe(
      'Address people use; https turns on secure cookies, another name than localhost the second factor',
    ),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/crm')
    .optional()
    .describe('PostgreSQL, as the user that owns the tables; unset: the built-in database'),
  DATABASE_APP_URL: url(['postgres:', 'postgresql:'], 'postgres://crm_app:password@host:5432/crm')
    .optional()
    .describe('PostgreSQL, as the user the program works as; unset: a role made by the migration'),
  QUEUE_URL: url(['postgres:', 'postgresql:', 'redis:', 'rediss:'], 'redis://host:6379')
    .optional()
    .describe('Where the queue lives; unset: in the same PostgreSQL'),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@mail.example.org:587')
    .optional()
    .describe('Mail server; unset: mail stays in the built-in mailbox'),
  MAILBOX_PORT: port
    .default(2525)
    .describe('Loopback port of the built-in mailbox, used while SMTP_URL is unset'),
  MAIL_FROM: z
    .email('should be an email address')
    .default('network@localhost.example')
    .describe('Sender address of all mail'),
  SMTP_TLS: z
    .enum(['required', 'opportunistic', 'off'], { error: 'should be required, opportunistic or off' })
    .optional()
    .describe('STARTTLS with an smtp:// server; unset: required, and off on this machine'),
  SMTP_CA: file
    .optional()
    .describe('File of certificates (PEM) of authorities to trust for mail besides the public ones'),
  MAIL_CONNECTIONS: connections.default(4).describe('Connections a worker holds to the mail server at most'),
  DKIM_DOMAIN: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i, 'should be a domain such as example.org')
    .optional()
    .describe('Domain that signs mail (DKIM); set together with the next two'),
  DKIM_SELECTOR: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i,
      'should be a name such as crm2026',
    )
    .optional()
    .describe('Name of the key in that domain: SELECTOR._domainkey.DOMAIN'),
  DKIM_KEY_FILE: file
    .optional()
    .describe('File of the private key (PEM): RSA of 2048 bits or more, or Ed25519'),
  RETURNS_IMAP_URL: imapUrl
    .optional()
    .describe('Mailbox that mail which comes back is read from; imap:// on this machine only'),
  RETURNS_IMAP_FOLDER: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Folder that read mail is moved to; unset: it stays and is marked as read'),
  INLET_PORT: port
    .optional()
    .describe('Port on which the worker takes returned mail by SMTP; unset: it does not'),
  INLET_HOST: z.string().min(1).default('127.0.0.1').describe('Address the SMTP inlet listens on'),
  MAIL_PER_SECOND: limit
    .optional()
    .describe('Mails the whole installation sends in any second, at most; unset: no limit'),
  MAIL_PER_HOUR: limit
    .optional()
    .describe('Mails the whole installation sends in any hour, at most; unset: no limit'),
  APP_SECRET: z
    .string()
    .min(32, 'should be at least 32 characters')
    .optional()
    .describe('Key for hashes that must not live in the database; unset: DATA_DIR/secret'),
  TRUST_PROXY: z
    .enum(['yes', 'no'], { error: 'should be yes or no' })
    .transform((answer) => answer === 'yes')
    .prefault('no')
    .describe('yes behind a reverse proxy'),
  SOURCE_URL: url(['http:', 'https:'], 'https://git.example.org/crm')
    .default('/source')
    .describe('Where the source of the program as it runs here can be had; unset: served by the program'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'should be at least 16 characters')
    .optional()
    .describe('Bearer token for /metrics; unset: only from the same machine'),
  METRICS_PORT: port
    .optional()
    .describe('Loopback port on which a worker tells its metrics; unset: it does not'),
  SWEEP_SECONDS: seconds.default(30).describe('How often the worker looks for what is due'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'should be debug, info, warn, error or silent',
    })
    .default('info')
    .describe('How much is logged'),
  CLOCK_FILE: file.optional().describe('For trials and tests: a file that says what time it is'),
});

/** A wrong setting: names each one and says what it should be. */
export class SettingsError extends Error {
  constructor(readonly problems: { setting: string; should: string }[]) {
    super('The settings need a look:\n' + problems.map((p) => `  ${p.setting} ${p.should}`).join('\n'));
  }
}

type Read = z.infer<typeof settingsSchema>;
/** Name of a setting in the environment. */
export type SettingName = keyof Read;

type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;
const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Settings the program does not use as they were read: `Settings` says what becomes of them. */
const REWORKED = [
  'BASE_URL',
  'DATABASE_APP_URL',
  'DKIM_DOMAIN',
  'DKIM_SELECTOR',
  'DKIM_KEY_FILE',
  'APP_SECRET',
] as const satisfies SettingName[];

type AsRead = Exclude<SettingName, (typeof REWORKED)[number]>;
type Values = { readonly [Name in AsRead as CamelCase<Name>]: Read[Name] };

/** All others, each under its own name; undefined where it is optional and unset. */
const Values = class {
  constructor(read: Read) {
    const names = (Object.keys(settingsSchema.shape) as SettingName[]).filter(
      (name) => !(REWORKED as readonly string[]).includes(name),
    );
    Object.assign(this, Object.fromEntries(names.map((name) => [camelCase(name), read[name]])));
  }
} as new (
  read: Read,
) => Values;

/** What the program was told: a property for each setting, and what follows from several. Build it with `readSettings()`. */
export class Settings extends Values {
  /** Address people use, without a slash at its end. */
  readonly baseUrl: string;
  /** People come by a name of this machine only, as for a trial: what a stranger cannot reach need not ask as much. */
  readonly local: boolean;
  /** People come by https. */
  readonly secure: boolean;
  /** The database as the program's role; undefined: the built-in one, which the start hands over. */
  readonly appDatabaseUrl: string | undefined;
  /** undefined: mail is not signed here. */
  readonly dkim: { domain: string; selector: string; keyFile: string } | undefined;
  /** The settings somebody gave, as against those that have their default. */
  readonly given: ReadonlySet<SettingName>;
  readonly #secret: string | undefined;
  readonly #text: SettingTexts;

  constructor(read: Read, text: SettingTexts) {
    super(read);
    this.baseUrl = (read.BASE_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, '');
    this.local = LOOPBACK.has(new URL(this.baseUrl).hostname);
    this.secure = this.baseUrl.startsWith('https:');
    this.appDatabaseUrl =
      read.DATABASE_APP_URL ?? (read.DATABASE_URL ? appUrl(read.DATABASE_URL) : undefined);
    this.dkim = dkim(read);
    this.given = new Set((Object.keys(text) as SettingName[]).filter((name) => text[name] !== undefined));
    this.#secret = read.APP_SECRET;
    this.#text = text;
  }

  /** The same settings but for these. Throws SettingsError as `readSettings` does. */
  with(changes: SettingTexts): Settings {
    return readSettings({ ...this.#text, ...changes });
  }

  /** The key for hashes whose key must not lie in the database. Throws SettingsError when there is none. */
  get secret(): string {
    if (this.#secret) return this.#secret;
    const file = resolve(this.dataDir, 'secret');
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    throw new SettingsError([{ setting: 'APP_SECRET', should: 'should be set (32 characters or more)' }]);
  }
}

/** All three settings of DKIM, or none of them. */
function dkim({ DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile }: Read) {
  if (domain && selector && keyFile) return { domain: domain.toLowerCase(), selector, keyFile };
  const missing = Object.entries({ DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile })
    .filter(([, value]) => !value)
    .map(([setting]) => ({ setting, should: 'should be set as well, for mail to be signed' }));
  if (missing.length < 3) throw new SettingsError(missing);
  return undefined;
}

/**
 * The address the program works under when only the owner's is given: the role `<database>_app`, which the migration
 * step makes. Its password is derived from the owner's, so that every process knows it and nobody has to store it.
 */
function appUrl(ownerUrl: string): string {
  const at = new URL(ownerUrl);
  const database = decodeURIComponent(at.pathname.slice(1)) || 'postgres';
  at.username = encodeURIComponent(`${database}_app`);
  at.password = createHmac('sha256', decodeURIComponent(at.password))
    .update(`app-role:${database}`)
    .digest('hex');
  return at.toString();
}

type SettingTexts = { [Name in SettingName]?: string | undefined };

/** Reads and checks the environment; what is empty counts as unset. Throws SettingsError naming every wrong setting. */
export function readSettings(env: Record<string, string | undefined> = process.env): Settings {
  const text: SettingTexts = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => [name, env[name]?.trim() || undefined]),
  );
  const parsed = settingsSchema.safeParse(text);
  if (parsed.success) return new Settings(parsed.data, text);
  throw new SettingsError(
    parsed.error.issues.map(({ path, message }) => {
      const setting = path[0] as SettingName;
      const should = message.startsWith('should') ? message : `should be checked: ${message}`;
      return { setting, should: should + asGiven(setting, text[setting] ?? '') };
    }),
  );
}

/** What a wrong setting holds, for whoever typed it to find it: never a secret, and of an address neither user nor password. */
function asGiven(setting: string, text: string): string {
  const said = (value: string) => `, but is "${value}"`;
  if (setting === 'APP_SECRET' || setting === 'METRICS_TOKEN') return '';
  if (!setting.endsWith('_URL') || /^[\w.-]*(:\d{1,5})?$/.test(text)) return said(text);
  try {
    const { protocol, username, password, host, pathname, search, hash } = new URL(text);
    // An @ behind the host: a password with a / or # in it has been taken for a path.
    if (!host || (pathname + search + hash).includes('@')) return '';
    return said(`${protocol}//${username || password ? '…@' : ''}${host}${pathname}`);
  } catch {
    return '';
  }
}
