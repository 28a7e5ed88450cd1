import { projectPath } from './project.js';
import { readSettings, settingsSchema } from './settings.js';

const refusal = (env: Record<string, string>): string => {
  try {
    readSettings(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The settings were taken');
};

describe('a wrong setting', () => {
  it('is named with what it should be and what it is', () => {
    expect(refusal({ PORT: '99999' })).toContain('PORT should be 1 to 65535, but is "99999"');
    expect(refusal({ SMTP_URL: 'mail.example.org:587' })).toMatch(/SMTP_URL should .*"mail.example.org:587"/);
  });

  it('never shows a secret', () => {
    const said = refusal({ APP_SECRET: 'short-but-secret' });
    expect(said).toContain('APP_SECRET should be at least 32 characters');
    expect(said).not.toContain('short-but');
  });

  it.each([
    'http://crm:hunter2@db.example.org/crm',
    'http://crm:hun@ter2@db.example.org/crm',
    'http://crm:hun/ter2@db.example.org/crm',
    'http://crm:1/hunter2@db.example.org/crm',
    'http://crm:1#hunter2@db.example.org/crm',
    'http://crm:1?hunter2@db.example.org/crm',
    'http://db.example.org/crm?password=hunter2',
    'crm:hunter2@db.example.org',
    'crm:hunter2',
    '//crm:hunter2@db.example.org',
  ])('never shows a password: %s', (address) => {
    const said = refusal({ DATABASE_URL: address });
    expect(said).toContain('DATABASE_URL should be an address like');
    expect(said.replace('user:password@host', '')).not.toMatch(/hun|ter2/);
  });

  it('sweeps once a second at most', () => {
    expect(refusal({ SWEEP_SECONDS: '0.5' })).toContain('SWEEP_SECONDS should be 1 or more, but is "0.5"');
    expect(readSettings({ SWEEP_SECONDS: '1' }).sweepSeconds).toBe(1);
  });
});

describe('the settings', () => {
  it('come each under its own name, checked and in the shape the program uses', () => {
    const given = readSettings({
      MAIL_PER_HOUR: '500',
      TRUST_PROXY: 'yes',
      SMTP_CA: 'certificates.pem',
      SMTP_TLS: '  ',
    });
    expect(given).toMatchObject({
      mailPerHour: 500,
      mailPerSecond: undefined,
      trustProxy: true,
      smtpCa: projectPath('certificates.pem'),
      smtpTls: undefined,
      dataDir: projectPath('.data'),
      sourceUrl: '/source',
      inletHost: '127.0.0.1',
    });
    expect([...given.given]).toEqual(['SMTP_CA', 'MAIL_PER_HOUR', 'TRUST_PROXY']);
  });

  it('have a property for each, but for those something else is made of', () => {
    const expected = Object.keys(settingsSchema.shape)
      .filter((name) => !/^(DATABASE_APP_URL|DKIM_.*|APP_SECRET)$/.test(name))
      .map((name) => name.toLowerCase().replace(/_./g, (letter) => letter[1]!.toUpperCase()));
    const all = Object.keys(readSettings({}));
    expect(all).toEqual(expect.arrayContaining(expected));
    expect(all).toHaveLength(expected.length + ['secure', 'local', 'appDatabaseUrl', 'dkim', 'given'].length);
  });

  it('follow from one another', () => {
    const local = readSettings({ PORT: '3100', DATABASE_URL: 'postgres://crm:pw@db/crm' });
    expect(local).toMatchObject({ baseUrl: 'http://localhost:3100', secure: false });
    expect(local.appDatabaseUrl).toMatch(/^postgres:\/\/crm_app:[0-9a-f]{64}@db\/crm$/);
    const reached = readSettings({ BASE_URL: 'https://crm.example.org/' });
    expect(reached).toMatchObject({ baseUrl: 'https://crm.example.org', secure: true });
  });

  it('keep their secret out of what is printed', () => {
    const APP_SECRET = 'not-to-be-seen-'.repeat(3);
    const settings = readSettings({ APP_SECRET });
    expect(settings.secret).toBe(APP_SECRET);
    expect(JSON.stringify(settings)).not.toContain('not-to-be-seen');
  });

  it('can be changed by text as it is typed, which is checked again', () => {
    const settings = readSettings({ PORT: '3100', LOG_LEVEL: 'warn' });
    const moved = settings.with({ PORT: '3200', LOG_LEVEL: undefined });
    expect(moved).toMatchObject({ port: 3200, baseUrl: 'http://localhost:3200', logLevel: 'info' });
    expect([...moved.given]).toEqual(['PORT']);
    expect(settings.port).toBe(3100);
    expect(() => settings.with({ PORT: 'none' })).toThrow('PORT should be a port number, but is "none"');
  });
});
