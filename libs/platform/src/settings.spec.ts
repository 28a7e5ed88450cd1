import { readSettings } from './settings.js';

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
