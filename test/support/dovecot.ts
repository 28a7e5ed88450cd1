import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './web.js';

const PROGRAM = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find(existsSync) ?? 'dovecot';
const USER = 'returns';
const PASSWORD = 'letmein-7';

/**
 * A real IMAP server on a loopback port: Dovecot with one user, a passwd-file and a Maildir, in a folder of its own. It
 * runs as whoever runs the test: root or not.
 */
export class Dovecot {
  private child: ChildProcess | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), 'crm-dovecot-'));
  port = 0;
  tlsPort = 0;

  /** `imap://…/INBOX`; `password`: another than the right one. */
  url(password = PASSWORD): string {
    return `imap://${USER}:${password}@127.0.0.1:${this.port}/INBOX`;
  }

  /** The same over TLS, with a certificate nobody has signed. */
  get tlsUrl(): string {
    return `imaps://${USER}:${PASSWORD}@localhost:${this.tlsPort}/INBOX`;
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    this.tlsPort ||= await freePort();
    this.configure();
    this.child = spawn(PROGRAM, ['-F', '-c', join(this.folder, 'dovecot.conf')], { stdio: 'ignore' });
    await this.answers();
  }

  /** Ends it, as when its machine is switched off. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    await new Promise<void>((done) => {
      child.once('exit', () => done());
      child.kill('SIGTERM');
    });
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Puts a mail into the mailbox, as a delivery agent does. */
  deliver(raw: Buffer | string): void {
    const name = `${Date.now()}.${randomBytes(6).toString('hex')}.test`;
    writeFileSync(join(this.folder, 'mail', 'new', name), raw);
  }

  /** How many mails lie in a folder ('' is the inbox), and how many of them are marked as seen. */
  count(box = ''): { all: number; seen: number } {
    const names = ['cur', 'new'].flatMap((part) => {
      const path = join(this.folder, 'mail', box && `.${box}`, part);
      return existsSync(path) ? readdirSync(path) : [];
    });
    return { all: names.length, seen: names.filter((name) => /:2,[A-RT-Z]*S/.test(name)).length };
  }

  private configure(): void {
    const { uid, gid, username } = userInfo();
    // Nobody signs in as root: mail is then kept by the user "nobody" or "mail".
    const root = uid === 0;
    const [mailUid, mailGid] = root ? [id('-u'), id('-g')] : [uid, gid];
    const own = root ? 'root' : username;
    for (const part of ['mail/cur', 'mail/new', 'mail/tmp', 'run', 'state'])
      mkdirSync(join(this.folder, part), { recursive: true });
    const pem = join(this.folder, 'key.pem');
    if (!existsSync(pem))
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
          '-keyout',
          pem,
          '-out',
          `${pem}.crt`,
        ],
        { stdio: 'ignore' },
      );
    writeFileSync(
      join(this.folder, 'users'),
      `${USER}:{PLAIN}${PASSWORD}:${mailUid}:${mailGid}::${join(this.folder, 'home')}::\n`,
    );
    writeFileSync(
      join(this.folder, 'dovecot.conf'),
      `base_dir = ${this.folder}/run
state_dir = ${this.folder}/state
log_path = ${this.folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${pem}.crt
ssl_key = <${pem}
disable_plaintext_auth = no
mail_location = maildir:${this.folder}/mail
first_valid_uid = 1
default_internal_user = ${own}
default_internal_group = ${root ? 'root' : group()}
default_login_user = ${root ? 'nobody' : own}
${root ? '' : 'service anvil { \n chroot = \n}\n'}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${this.port}
  }
  inet_listener imaps {
    port = ${this.tlsPort}
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
}
passdb {
  driver = passwd-file
  args = ${this.folder}/users
}
userdb {
  driver = passwd-file
  args = ${this.folder}/users
}
`,
    );
    if (root) execFileSync('chown', ['-R', `${mailUid}:${mailGid}`, join(this.folder, 'mail')]);
    execFileSync('chmod', ['755', this.folder]);
  }

  private async answers(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const greeting = await new Promise<boolean>((done) => {
        const socket = connect(this.port, '127.0.0.1');
        const end = (well: boolean) => {
          socket.destroy();
          done(well);
        };
        socket.once('data', () => end(true));
        socket.once('error', () => end(false));
        setTimeout(() => end(false), 1_000).unref();
      });
      if (greeting) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`Dovecot does not answer (apt-get install dovecot-imapd); its log is ${this.folder}/log`);
  }
}

const id = (what: '-u' | '-g'): number => Number(execFileSync('id', [what, 'nobody']).toString());
const group = (): string => execFileSync('id', ['-gn']).toString().trim();
