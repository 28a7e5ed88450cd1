import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  key: string;
  cert: string;
}

/** A certificate authority of a test's own, made with openssl. Close it in afterAll. */
export class TestAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'authority-'));
  /** Its certificate: what a client is told to trust. */
  readonly file = join(this.folder, 'ca.crt');
  private serial = 1;

  constructor() {
    this.openssl(
      'req',
      '-x509',
      ...newKey('ca'),
      '-subj',
      '/CN=Test authority',
      '-days',
      '30',
      '-out',
      'ca.crt',
    );
  }

  /** A certificate for these names, `DNS:localhost` or `IP:127.0.0.1`; `days` under 0: it has expired. */
  issue(names: string, days = 30): Certificate {
    const id = `c${this.serial++}`;
    writeFileSync(join(this.folder, `${id}.ext`), `subjectAltName=${names}\n`);
    this.openssl('req', '-new', ...newKey(id), '-subj', `/CN=${id}`, '-out', `${id}.csr`);
    this.openssl(
      ...[
        'x509',
        '-req',
        '-in',
        `${id}.csr`,
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-set_serial',
        `${this.serial}`,
      ],
      ...['-extfile', `${id}.ext`, '-days', `${days}`, '-out', `${id}.crt`],
    );
    return this.read(id);
  }

  /** A certificate nobody else signed. */
  selfSigned(names: string): Certificate {
    const id = `s${this.serial++}`;
    const options = [
      '-subj',
      `/CN=${id}`,
      '-addext',
      `subjectAltName=${names}`,
      '-days',
      '30',
      '-out',
      `${id}.crt`,
    ];
    this.openssl('req', '-x509', ...newKey(id), ...options);
    return this.read(id);
  }

  private read(id: string): Certificate {
    const pem = (end: string) => readFileSync(join(this.folder, `${id}.${end}`), 'utf8');
    return { key: pem('key'), cert: pem('crt') };
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

const newKey = (id: string): string[] => [
  ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${id}.key`],
];
