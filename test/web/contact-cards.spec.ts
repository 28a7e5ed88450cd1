import { Contacts, Employers } from '#employers';
import type { Actor, Tx } from '#platform';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
let web: TestWeb;
let employerId: string;
let contactId: string;

beforeAll(async () => {
  web = await testWeb();
  const { areaId } = web.world;
  await web.world.db.write([areaId], async (tx: Tx) => {
    const employer = await web.app
      .get(Employers)
      .create(tx, areaId, { name: 'Hebble; Textiles (sample)' }, actor);
    const contacts = web.app.get(Contacts);
    const add = (name: string) =>
      contacts.add(
        tx,
        areaId,
        employer.id,
        { name, jobRole: 'HR', email: `${name[0]}@example.org`, phone: '01422 345678' },
        actor,
      );
    employerId = employer.id;
    contactId = (await add('Priya Sharma')).id;
    await add('Max Mockup');
    await contacts.markLeft(tx, (await add('Lou Gone')).id, actor);
  });
});
afterAll(() => web?.close());

const card = (who: Visitor, path: string) =>
  fetch(`${web.url}/employers/${employerId}/${path}`, {
    headers: { cookie: who.cookieHeader },
    redirect: 'manual',
  });

describe('contact cards', () => {
  it('are a file for an address book, of one person or of all who are there', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator' });
    const page = await coordinator.get(`/employers/${employerId}/contacts`);
    expect(page.all('a[href$="/card"]')).toHaveLength(2);
    const one = await card(coordinator, `contacts/${contactId}/card`);
    expect(one.headers.get('content-type')).toBe('text/vcard; charset=utf-8');
    expect(one.headers.get('content-disposition')).toContain("filename*=UTF-8''Priya%20Sharma.vcf");
    const text = await one.text();
    expect(text).toContain('FN:Priya Sharma\r\n');
    expect(text).toContain('ORG:Hebble\\; Textiles (sample)\r\n');
    expect(text).toContain('TEL;TYPE=WORK,VOICE:01422 345678\r\n');
    const all = await (await card(coordinator, 'contact-cards')).text();
    expect(all.match(/^FN:.*$/gm)).toEqual(['FN:Priya Sharma', 'FN:Max Mockup']);
  });

  it('tell no more than somebody sees', async () => {
    const partner = await web.signedIn({ role: 'partner', agency: 'Chamber' });
    for (const path of [`contacts/${contactId}/card`, 'contact-cards']) {
      const text = await (await card(partner, path)).text();
      expect(text).toContain('FN:Priya Sharma');
      expect(text).not.toMatch(/EMAIL|TEL/);
    }
    const commissioner = await web.signedIn({ role: 'commissioner' });
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await card(commissioner, `contacts/${contactId}/card`)).status).toBe(403);
    expect((await card(elsewhere, `contacts/${contactId}/card`)).status).toBe(404);
    expect((await card(elsewhere, 'contact-cards')).status).toBe(404);
  });
});
