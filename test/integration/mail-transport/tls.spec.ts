import { deliveryResult } from '../../../libs/mail-transport/src/smtp.rules.js';
import { type Certificate, TestAuthority } from '../../support/certificates.js';
import { type ScriptedOptions, ScriptedSmtp } from '../../support/smtp-server.js';
import { inShort, parcelTo, poolTo } from './transport.js';

const user = { user: 'crm', pass: 'hunter2' };

describe('a connection to the mail server that must be safe', () => {
  const authority = new TestAuthority();
  const good = authority.issue('DNS:localhost,IP:127.0.0.1');
  const servers: ScriptedSmtp[] = [];
  afterAll(async () => {
    await Promise.all(servers.map((smtp) => smtp.close()));
    authority.close();
  });

  const server = async (options: ScriptedOptions) => {
    const smtp = new ScriptedSmtp(options);
    servers.push(smtp);
    return { smtp, address: (await smtp.listen()).replace('127.0.0.1', 'localhost') };
  };
  const signedIn = (address: string) => address.replace('://', '://crm:hunter2@');
  const trusting = { SMTP_TLS: 'required', SMTP_CA: authority.file };

  it.each([
    ['STARTTLS', false],
    ['TLS from the start', true],
  ])('by %s: mail and password go', async (_, implicit) => {
    const { smtp, address } = await server({ tls: { ...good, implicit }, auth: user });
    const pool = poolTo(signedIn(address), trusting);
    const mails = Array.from({ length: 20 }, (_, n) => parcelTo(`m${n}@example.org`));
    const results = await Promise.all(mails.map((mail) => pool.send(mail)));
    expect(new Set(results.map(inShort))).toEqual(new Set(['accepted: 250 2.0.0 Queued']));
    for (const { to, raw } of mails) expect(smtp.to(to)[0]!.raw).toBe(raw.toString());
    expect(smtp.secure).toEqual(new Set([true]));
    expect(smtp.logins.length).toBeGreaterThan(0);
    pool.onModuleDestroy();
  });

  const bad: [what: string, certificate: () => Certificate, words: string][] = [
    [
      'for another name',
      () => authority.issue('DNS:mail.example.org'),
      'its certificate is for another name than localhost',
    ],
    ['that has expired', () => authority.issue('DNS:localhost', -1), 'its certificate has expired'],
    [
      'that nobody signed',
      () => authority.selfSigned('DNS:localhost'),
      'its certificate is signed by nobody we know (SMTP_CA can name its authority)',
    ],
  ];
  const ways = [
    ['STARTTLS', 'required', false],
    ['STARTTLS if it is offered', 'opportunistic', false],
    ['TLS from the start', 'off', true],
  ] as const;
  it.each(
    bad.flatMap(([what, certificate, words]) =>
      ways.map((way) => [what, ...way, certificate, words] as const),
    ),
  )(
    'with a certificate %s, by %s: nothing leaves, and the mail is tried again later',
    async (_, __, tls, implicit, certificate, words) => {
      const { smtp, address } = await server({ tls: { ...certificate(), implicit }, auth: user });
      const pool = poolTo(signedIn(address), { ...trusting, SMTP_TLS: tls });
      const mail = parcelTo('a@example.org');
      const result = await pool.send(mail);
      expect(result).toEqual({ kind: 'silent', reached: 'claimed', text: words, unsafe: true });
      expect(deliveryResult(result)).toMatchObject({
        to: 'retry',
        reason: `The connection to the mail server is not safe: ${words}. Nothing was handed over.`,
      });
      expect([mail.asked, smtp.logins, smtp.tries.size, smtp.accepted]).toEqual([0, [], 0, []]);
      pool.onModuleDestroy();
    },
  );

  it('with a certificate of an authority nobody named', async () => {
    const { smtp, address } = await server({ tls: good });
    const result = await poolTo(address, { SMTP_TLS: 'required' }).send(parcelTo('a@example.org'));
    expect(result).toMatchObject({ unsafe: true, text: expect.stringContaining('signed by nobody we know') });
    expect(smtp.accepted).toEqual([]);
  });

  it('where the server offers no encryption: nothing leaves, unless it may', async () => {
    const { smtp, address } = await server({});
    const mail = parcelTo('a@example.org');
    expect(await poolTo(address, { SMTP_TLS: 'required' }).send(mail)).toMatchObject({
      unsafe: true,
      text: 'the mail server offers no encryption (STARTTLS), and SMTP_TLS requires it',
    });
    expect([mail.asked, smtp.tries.size, smtp.accepted]).toEqual([0, 0, []]);
    for (const tls of ['opportunistic', 'off']) {
      const pool = poolTo(address, { SMTP_TLS: tls });
      expect(inShort(await pool.send(mail))).toMatch(/^accepted/);
      pool.onModuleDestroy();
    }
  });

  it('whose password is wrong: a retry, asked for once', async () => {
    const { smtp, address } = await server({ tls: good, auth: { ...user, pass: 'another' } });
    const pool = poolTo(signedIn(address), { ...trusting, MAIL_CONNECTIONS: '1' });
    const results = await Promise.all(
      ['a', 'b', 'c'].map((name) => pool.send(parcelTo(`${name}@example.org`))),
    );
    expect(new Set(results.map(inShort))).toEqual(new Set(['refused, sign-in: 535 5.7.8 Wrong password']));
    expect(smtp.logins).toEqual(['crm']);
  });

  it('with a file of authorities that is none: the program does not start', () => {
    expect(() => poolTo('smtp://localhost', { SMTP_CA: '/no/such/file' })).toThrow(
      /SMTP_CA should be a file of certificates \(PEM\): ENOENT/,
    );
    expect(() => poolTo('smtp://localhost', { SMTP_CA: 'package.json' })).toThrow(
      /SMTP_CA should be a file of/,
    );
  });
});
