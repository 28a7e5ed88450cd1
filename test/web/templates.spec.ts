import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Outbox } from '#messaging';
import { surveyInvitation } from '../../libs/surveys/mails/survey-invitation/mail.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const AT = '/mail/templates/surveys.survey-invitation';
const SECRET = 'secret-token-of-this-person';
const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer\n%%EOF\n');

describe('pages of the words of mails', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Visitor & { userId: string };

  beforeAll(async () => {
    web = await testWeb();
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Outbox).enqueue(tx, {
        areaId: web.world.areaId,
        sendKey: 'test:1',
        mail: surveyInvitation as never,
        to: { address: 'toni@example.org', name: 'Toni Tester' },
        data: {
          ...surveyInvitation.example,
          employer: 'Norland <Joinery>',
          link: `https://x.example/s/${SECRET}`,
        },
        cause: 'Because a test says so.',
      }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });
  const form = async (at = AT, who: Visitor = coordinator) => (await who.get(at)).form('body');
  const versions = () =>
    web.world.owner<{ number: number; subject: string | null; note: string }>(
      `SELECT number, subject, note FROM mail_template WHERE mail = 'surveys.survey-invitation' ORDER BY number`,
    );

  it('list every mail with whose words it goes in', async () => {
    const page = await coordinator.get('/mail/templates');
    expect(page.words).toContain('Survey invitationSurvey or invitation The original text Never changed');
    expect(page.all('.mt-line').length).toBeGreaterThanOrEqual(13);
    const opened = await page.follow('Survey invitation');
    expect(opened.form('body').values['body']).toContain('# Where does {{employer}} stand');
    expect(opened.words).toContain('The person’s own link to the survey');
  });

  it('say what is wrong beside the field, with its line, and keep what was typed', async () => {
    const page = await (await form())
      .fill({ subject: 'Hello {{nobody}}', body: 'One\n\n{{sender}}\n\n<b>bold</b>', because: '' })
      .submit('Save');
    expect(page.status).toBe(422);
    expect(page.title).toMatch(/^Error: /);
    expect(page.one('#subject-error').text).toContain('There is no placeholder “nobody” in this email.');
    expect(page.one('#body-error').text).toContain('Line 3: “Coordinator who signs it” can be missing.');
    expect(page.one('#body-error').text).toContain('Line 5: HTML cannot be used.');
    expect(page.one('#body-error').text).toContain('This email is of no use without “The person’s own link');
    expect(page.one('#because-error').text).toContain('Say why this person gets the mail.');
    expect(page.form('body').values['body']).toBe('One\n\n{{sender}}\n\n<b>bold</b>');
    expect(await versions()).toEqual([]);
  });

  it('show words with a real recipient’s data before they are saved, HTML and plain text, links masked', async () => {
    const chosen = await (
      await (await coordinator.get(AT)).form('person').fill({ person: 'toni' }).submit('Find')
    ).follow('Toni Tester');
    const page = await chosen
      .form('body')
      .fill({ subject: 'For {{employer}}', body: 'Dear **{{recipient.name}}**\n\n[Begin]({{link}})' })
      .submit('Check and preview');
    expect(page.words).toContain('Not saved yet');
    expect(page.words).toContain('For Norland <Joinery>');
    expect(page.words).toContain('Dear Toni Tester Begin: https://x.example/s/…');
    expect(page.text).not.toContain(SECRET);
    const frame = await coordinator.get(page.one('iframe').getAttribute('src')!);
    expect(frame.text).toContain('<strong>Toni Tester</strong>');
    expect(frame.text).not.toContain(SECRET);
    expect(page.form('body').values['subject']).toBe('For {{employer}}');
    expect(await versions()).toEqual([]);
    // Somebody else's draft is nobody's.
    const other = await web.signedIn({ role: 'coordinator' });
    expect((await other.get(new URL(page.url).pathname + new URL(page.url).search)).words).not.toContain(
      'Not saved',
    );
  });

  it('send a test to one’s own address, in the words being tried out, with links that lead nowhere', async () => {
    const tried = await (await form()).fill({ subject: 'Trying {{minutes}}' }).submit('Check and preview');
    const page = await tried.form(/test$/).submit('Send me a test');
    expect(page.words).toContain('A test is on its way to your own address.');
    const [row] = await web.world.owner(
      `SELECT m.subject, m.purpose, m.template_id = d.id AS tried, m.address = u.email AS own, m.data->>'link' AS link
         FROM message m JOIN app_user u ON u.id = $1 JOIN mail_template_draft d ON d.tested_at IS NOT NULL
        WHERE m.template = 'test-of:surveys.survey-invitation'`,
      [coordinator.userId],
    );
    expect(row).toEqual({
      subject: 'Test: Trying 8',
      purpose: 'service',
      tried: true,
      own: true,
      link: 'https://crm.example.org/s/…',
    });
  });

  it('save versions, show what changed, and bring an older one back', async () => {
    const saved = await (await form())
      .fill({ subject: 'Five minutes, {{recipient.name}}?', note: 'Shorter' })
      .submit('Save');
    expect(saved.words).toContain('Saved.');
    expect(saved.words).toContain('Version 1 in force');
    const version = await saved.follow('Version 1');
    expect(version.all('.mt-diff ins').map((one) => one.text)).toEqual(['Five minutes, {{recipient.name}}?']);
    expect(version.words).toContain('Shorter');
    const own = await saved.follow('The original text');
    const restored = await own.form(/restore$/).submit('Restore these words');
    expect(restored.words).toContain('Restored.');
    expect(await versions()).toEqual([
      { number: 1, subject: 'Five minutes, {{recipient.name}}?', note: 'Shorter' },
      { number: 2, subject: null, note: 'The program’s own words again' },
    ]);
    expect((await coordinator.get('/mail/templates')).words).toContain('The original text');
  });

  it('tell the second of two who save at once, and lose nothing', async () => {
    const other = await web.signedIn({ role: 'coordinator' });
    const [mine, theirs] = [await form(), await form(AT, other)];
    await theirs.fill({ subject: 'Theirs' }).submit('Save');
    const page = await mine.fill({ subject: 'Mine' }).submit('Save');
    expect(page.status).toBe(409);
    expect(page.words).toContain('saved version 3 while you were writing. Your words are kept below.');
    expect(page.form('body').values['subject']).toBe('Mine');
    const again = await page.form('body').submit('Save');
    expect(again.words).toContain('Version 4 in force');
  });

  it('take PDFs that only show something, and nothing else', async () => {
    const send = async (name: string, content: Buffer) =>
      (await coordinator.get(AT))
        .form(/files$/)
        .file('file', name, content)
        .submit('Add');
    for (const [content, said] of [
      [Buffer.from('MZ program'), 'Only PDF files can go with an email'],
      [
        Buffer.concat([PDF, Buffer.from('/J#61vaScript (x)\n%%EOF')]),
        'contains a program, a form or another file',
      ],
      [Buffer.concat([PDF, Buffer.alloc(2 * 1024 * 1024), PDF]), '2 MB at most'],
    ] as const) {
      const page = await send('x.pdf', content);
      expect([page.status, page.one('#file-error').text]).toEqual([422, expect.stringContaining(said)]);
    }
    const added = await send('../How to find us.pdf', PDF);
    expect(added.words).toContain('How to find us.pdf 1 kB');
    expect(added.words).toContain('Version 5 in force');
    const gone = await added.form(/files\/remove$/).submit(/^Remove/);
    expect(gone.words).toContain('A map or joining details can go');
  });

  it('give each role what the matrix grants it', async () => {
    const lead = await web.signedIn({ role: 'regional_lead' });
    const page = await lead.get(AT);
    expect(page.status).toBe(200);
    expect(page.all('button[name=act], form[method=post][action*=templates]')).toHaveLength(0);
    expect(page.text).not.toContain('Toni');
    const administrator = await web.signedIn({ role: 'administrator' });
    const seen = await administrator.get(AT);
    expect(seen.text).not.toContain('Toni');
    expect(seen.all('form[action$=test]')).toHaveLength(0);
    const [message] = await web.world.owner<{ id: string }>(
      `SELECT id FROM message WHERE address LIKE 'toni%'`,
    );
    expect((await administrator.get(`${AT}/as-sent?with=${message!.id}`)).status).toBe(404);
    expect((await (await web.signedIn({ role: 'partner', agency: 'x' })).get('/mail/templates')).status).toBe(
      403,
    );
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get(AT)).words).toContain('The original text in force');
    expect((await elsewhere.get(`${AT}/as-sent?with=${message!.id}`)).status).toBe(404);
    expect((await coordinator.get('/mail/templates/surveys.nothing')).status).toBe(404);
  });

  it('are clean for axe, by keyboard and without sideways scrolling, and put placeholders in at the cursor', async () => {
    for (const width of [1280, 320]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await comeIn(context, coordinator);
      const page = await context.newPage();
      for (const at of ['/mail/templates', AT, `${AT}/versions/1`, `${AT}/versions/0`]) {
        await page.goto(web.url + at);
        expect([at, width, await axe(page)]).toEqual([at, width, []]);
        expect([at, width, await overflow(page)]).toEqual([at, width, 0]);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/templates${at.replaceAll('/', '-')}-${width}.png`,
            fullPage: true,
          });
      }
      await context.close();
    }
    const context = await browser.newContext();
    await comeIn(context, coordinator);
    const page = await context.newPage();
    await page.goto(web.url + AT);
    await page.fill('#subject', 'For ');
    await page.focus('#subject');
    await page.keyboard.press('End');
    await page.getByText('What you can put in').click();
    await page.focus('button[data-insert="{{employer}}"]');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('#subject')).toBe('For {{employer}}');
    await page.keyboard.press('Enter');
    await page.waitForURL(/done=saved/);
    await context.close();
  }, 90_000);
});
