import { Contacts, Employers, Tasks } from '#employers';
import { MailPauses } from '#messaging';
import type { Actor, Tx } from '#platform';
import { mailRow } from '../support/mail-row.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Ruth Hargreaves (sample)' };

describe('what the first page says of email', () => {
  let web: TestWeb;
  let coordinator: Visitor & { userId: string };
  beforeAll(async () => {
    web = await testWeb();
    coordinator = await web.signedIn({ role: 'coordinator' });
  });
  afterAll(() => web?.close());

  const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);
  const going = async () =>
    (await coordinator.get('/today'))
      .all('section[aria-labelledby=t4] tbody tr')
      .map((row) => row.querySelectorAll('td').map((cell) => cell.text.trim()));

  it('names only days on which something goes, kinds for several emails, and their number', async () => {
    expect((await coordinator.get('/today')).words).toContain('Nothing is planned.');
    for (const address of ['one@example.org', 'two@example.org'])
      await mailRow(web.world, { state: 'queued', address, template: 'surveys.survey-invitation' });
    await mailRow(web.world, { state: 'queued', template: 'surveys.survey-follow-up' });
    expect(await going()).toEqual([
      ['Today', 'A mail', '1'],
      ['', 'Survey invitation', '2'],
    ]);
  });

  it('is that all of it is paused: by whom, since when and why; and every other page says so', async () => {
    const { id } = await write((tx) =>
      web.app
        .get(MailPauses)
        .pause(
          tx,
          { areaId: web.world.areaId, campaign: null, exceptService: false, reason: 'Wrong words in it' },
          actor,
        ),
    );
    const today = await coordinator.get('/today');
    expect(today.words).toContain('All email is paused');
    expect(today.words).toContain('By Ruth Hargreaves (sample) since 24 Nov 2026, 9am: “Wrong words in it”.');
    expect(today.words).toContain('3 emails wait.');
    expect(today.words).toContain('Nothing goes out while email is paused.');
    expect(today.words).not.toContain('what is planned here goes once it is resumed');
    const employers = await coordinator.get('/employers');
    expect(employers.words).toContain('All email is paused: what is planned here goes once it is resumed.');
    const partner = await web.signedIn({ role: 'partner', agency: 'jcp' });
    expect((await partner.get('/employers')).all('a[href="/mail/pauses"]')).toHaveLength(0);
    await write((tx) => web.app.get(MailPauses).resume(tx, web.world.areaId, id, 'Words are right', actor));
    expect((await coordinator.get('/employers')).words).not.toContain('paused');
  });

  it('leads from a returned email to where the address is corrected', async () => {
    const { areaId } = web.world;
    const employerId = await write(
      async (tx) =>
        (await web.app.get(Employers).create(tx, areaId, { name: 'Hebble Textiles (sample)' }, actor)).id,
    );
    const { id: contactId } = await write((tx) =>
      web.app
        .get(Contacts)
        .add(tx, areaId, employerId, { name: 'Robin Example', email: 'robin@example.org' }, actor),
    );
    const mailId = await mailRow(web.world, { state: 'bounced', employerId, contactId });
    const today = await coordinator.get('/today');
    expect(today.words).toContain('1 returned email needs you today.');
    const form = await today.follow(/^Correct the address/);
    expect(form.url).toContain(`/employers/${employerId}/contacts/${contactId}`);
    const saved = await form.form('email').fill({ email: 'robin.example@example.org' }).submit();
    expect((await saved.follow('Send the returned email again')).url).toContain(`/mail/${mailId}`);
  });

  it('stands beside the number of one’s own tasks that are due, on every page', async () => {
    const count = async (visitor: Visitor) =>
      (await visitor.get('/employers')).all('.me-nav__in .me-count').map((one) => one.text);
    expect(await count(coordinator)).toEqual([]);
    const add = (ownerId: string | null, dueOn: string) =>
      write((tx) =>
        web.app.get(Tasks).add(tx, { areaId: web.world.areaId, title: 'Ring', dueOn, ownerId }, actor),
      );
    await add(coordinator.userId, '2026-11-20');
    await add(coordinator.userId, '2026-11-24');
    await add(coordinator.userId, '2026-11-25');
    await add(null, '2026-11-20');
    expect(await count(coordinator)).toEqual(['2 due']);
    expect(await count(await web.signedIn({ role: 'regional_lead' }))).toEqual([]);
  });
});
