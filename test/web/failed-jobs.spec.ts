import { FailedJobs } from '#platform';
import { type TestWeb, testWeb } from '../support/web.js';

describe('jobs that failed for good', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web?.close());

  it('are told to whoever runs the program, on Today and in Settings, and to nobody else', async () => {
    const alone = await web.signedIn({ role: 'administrator', areaId: null });
    const both = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const others = [
      await web.signedIn({ role: 'administrator' }, { role: 'coordinator' }),
      await web.signedIn({ role: 'coordinator' }),
    ];
    const pages = async () => [
      (await alone.get('/settings')).words,
      (await both.get('/settings')).words,
      (await both.get('/today')).words,
    ];
    for (const words of await pages()) expect(words).not.toContain('in the background');
    const fail = (work: string) =>
      web.app
        .get(FailedJobs)
        .keep({ name: 'messaging.send' }, { work, data: {}, tries: 1, error: 'TypeError' });
    await fail('one');
    for (const words of await pages())
      expect(words).toContain(
        '1 job in the background has failed It failed at 9am on 24 November 2026. This lists it, and can try again: npm run -s cli -- jobs failed',
      );
    await fail('two');
    for (const words of await pages())
      expect(words).toContain('2 jobs in the background have failed The first failed at 9am');
    for (const other of others)
      for (const page of ['/settings', '/today'])
        expect((await other.get(page)).words).not.toContain('in the background');
  });
});
