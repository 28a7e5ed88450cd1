import { Controller, Get, Module } from '@nestjs/common';
import { AccessModule, Tokens } from '#access';
import { SampleArea } from '#demo';
import { Activities, Contacts, Employers } from '#employers';
import { type Actor, type Tx } from '#platform';
import { Charters, latestCharterVersion } from '#signatories';
import { FieldSets, namesIn } from '../../apps/web/src/shell/field-sets.js';
import { Allow } from '../../apps/web/src/shell/index.js';
import { STAFF_ENTRANCES } from '../support/crawl.js';
import { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** A handler that answers more than some of those it lets in may read. */
@Controller('api/careless')
class Careless {
  @Get()
  @Allow('employer', 'list')
  list() {
    return {
      total: 1,
      next: null,
      employers: [{ id: 'x', name: 'Wall Mill', stage: 'signed', headcount: 7, phone: '01632 960 014' }],
    };
  }
}

@Module({ imports: [AccessModule], controllers: [Careless] })
class CarelessModule {}

const actor: Actor = { kind: 'user', id: '0190f0f0-0000-7000-8000-000000000001', label: 'Sam Sample' };
/** What stands in a field, by the role that may not read it. */
const CANARIES = {
  telephone: '01632960777',
  address: 'Canary Street 7',
  website: 'canary-site.example',
  register: '07654321',
  email: 'canary.person@canary.example',
  note: 'Canary said what nobody else may read',
  subject: 'Canary subject of the call',
  signatory: 'Signed Canary',
};

let web: TestWeb;
let areaId: string;
beforeAll(async () => {
  web = await testWeb({}, { modules: [CarelessModule] });
  const staff = await web.signedIn({ role: 'administrator', areaId: null });
  areaId = await web.app.get(SampleArea).load(staff.userId);
  const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([areaId], work);
  await write(async (tx) => {
    const employer = await web.app.get(Employers).create(
      tx,
      areaId,
      {
        name: 'Aardvark Mill (sample)',
        website: CANARIES.website,
        registerNumber: CANARIES.register,
        address: CANARIES.address,
      } as never,
      actor,
    );
    const { id: contactId } = await web.app
      .get(Contacts)
      .add(
        tx,
        areaId,
        employer.id,
        { name: 'Robin Aardvark', email: CANARIES.email, phone: CANARIES.telephone, roles: ['signatory'] },
        actor,
      );
    await web.app
      .get(Activities)
      .log(
        tx,
        areaId,
        employer.id,
        { kind: 'call', subject: CANARIES.subject, notes: CANARIES.note, contactId },
        actor,
      );
    await web.app.get(Charters).sign(
      tx,
      areaId,
      {
        employerId: employer.id,
        contactId: null,
        signatoryName: CANARIES.signatory,
        signatoryRole: 'Director',
        version: latestCharterVersion.version,
        signedOn: '2026-03-02',
        listed: false,
      } as never,
      actor,
    );
  });
}, 120_000);
afterAll(() => web?.close());

/** All that somebody reads in this area: every kind of page links lead to, and the record with the canaries. */
async function readBy(visitor: Visitor): Promise<{ text: string; pages: number }> {
  const kinds = new Map<string, string>();
  const queue = ['/employers?q=Aardvark', '/find?q=Aardvark', ...STAFF_ENTRANCES].map(
    (path) => new URL(path, web.url),
  );
  let text = '';
  while (queue.length && kinds.size < 90) {
    const url = queue.shift()!;
    const kind = url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id');
    if (url.origin !== web.url || kinds.has(kind) || /sign-out|\.ics|live/.test(kind)) continue;
    kinds.set(kind, url.href);
    const page = await visitor.get(url.href);
    if (page.status !== 200) continue;
    text += page.text;
    for (const link of page.all('a[href]'))
      queue.push(new URL(link.getAttribute('href')!.replaceAll('&amp;', '&'), page.url));
  }
  return { text, pages: kinds.size };
}
const found = (text: string) =>
  Object.entries(CANARIES)
    .filter(([, canary]) => text.replace(/\s/g, ' ').includes(canary))
    .map(([name]) => name);

describe('a field outside the set', () => {
  it('stands on no page of those who may not read it, and on the pages of those who may', async () => {
    const { text, pages } = await readBy(await web.signedIn({ role: 'coordinator', areaId }));
    expect(pages).toBeGreaterThan(30);
    // Control: all of them are there to be seen.
    expect(found(text).sort()).toEqual(Object.keys(CANARIES).sort());
    for (const role of ['partner', 'commissioner', 'administrator'] as const) {
      const seen = await readBy(await web.signedIn({ role, areaId }));
      expect([role, found(seen.text)]).toEqual([role, []]);
    }
    // A regional lead reads employers and signatures whole, of people name and job, and of calls that they were.
    const lead = await readBy(await web.signedIn({ role: 'regional_lead', areaId }));
    expect(found(lead.text).filter((name) => /telephone|email|note|subject/.test(name))).toEqual([]);
  }, 240_000);

  it('is in no answer of the API, even where a handler puts it in', async () => {
    const { userId } = await web.person({ role: 'partner', areaId, agency: 'Chamber' });
    const { token } = await web.world.db.write([], (tx) =>
      web.app.get(Tokens).create(tx, { name: 'test', userId, scopes: ['*'], areaIds: [areaId] }),
    );
    const read = async (path: string) => {
      const answer = await fetch(web.url + path, { headers: { authorization: `Bearer ${token}` } });
      return (await answer.json()) as Record<string, unknown>;
    };
    const employers = [{ id: 'x', name: 'Wall Mill', stage: 'signed' }];
    expect(await read('/api/careless')).toEqual({ total: 1, next: null, employers });
    const names = namesIn('employer.shared');
    const list = (await read('/api/employers'))['employers'] as object[];
    expect(list.length).toBeGreaterThan(5);
    for (const one of list)
      for (const key of Object.keys(one)) expect([key, names.has(key)]).toEqual([key, true]);
    // Control: with the interceptor off it is there.
    const intercept = FieldSets.prototype.intercept;
    FieldSets.prototype.intercept = (_context, next) => next.handle();
    try {
      expect(JSON.stringify(await read('/api/careless'))).toContain('01632');
    } finally {
      FieldSets.prototype.intercept = intercept;
    }
  });

  it('is refused as a filter or an order', async () => {
    const partner = await web.signedIn({ role: 'partner', areaId, agency: 'Chamber' });
    for (const query of ['authority=E08000033', 'sort=-people', 'size=reported'])
      expect([query, (await partner.get(`/employers?${query}`)).status]).toEqual([query, 422]);
    expect((await partner.get('/mail?state=sent&q=canary')).status).toBe(422);
    expect((await partner.get('/employers?stage=signed&sector=third')).status).toBe(200);
  });
});
