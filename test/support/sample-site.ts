import { Links } from '#access';
import { UnsubscribeLinks } from '#contact-policy';
import { SampleArea } from '#demo';
import { newId } from '#platform';
import { crawl, STAFF_ENTRANCES } from './crawl.js';
import { rowWriter } from './row-writer.js';
import type { Visitor } from './visitor.js';
import { type TestWeb, testWeb } from './web.js';

/** The program with its sample area, and every kind of page that people find in it. */
export interface SampleSite {
  web: TestWeb;
  /** An administrator who is also coordinator, in the sample area. */
  staff: Visitor & { userId: string };
  areaId: string;
  /** Kind of page to an address of it: what staff find, and what anybody finds. */
  pages: Map<string, string>;
  open: Map<string, string>;
}

/** Starts it, loads the sample and goes through all links. Close its `web` in afterAll. */
export async function sampleSite(): Promise<SampleSite> {
  const web = await testWeb();
  const staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
  const areaId = await web.app.get(SampleArea).load(staff.userId);
  await (await staff.get('/area')).form('area').fill({ area: areaId }).submit();
  const tokens = await web.world.db.write([areaId], async (tx) => {
    const invitation = await tx.one<{ id: string }>(
      `SELECT i.id FROM invitation i JOIN wave w ON w.area_id = i.area_id AND w.id = i.wave_id
        WHERE w.state = 'open' AND i.state = 'invited' ORDER BY i.id LIMIT 1`,
    );
    const booking = await tx.one<{ id: string }>(
      `SELECT b.id FROM booking b JOIN session_date d ON d.area_id = b.area_id AND d.session_id = b.session_id
        WHERE d.starts_at > $1 ORDER BY b.id LIMIT 1`,
      [web.world.clock.now()],
    );
    const left = await tx.one<{ id: string }>(
      `SELECT id FROM message WHERE area_id = $1 AND purpose = 'invitation' ORDER BY created_at DESC, id LIMIT 1`,
      [areaId],
    );
    const links = web.app.get(Links);
    const expiresAt = new Date('2099-01-01');
    return {
      survey: await links.create(tx, {
        purpose: 'survey, employer',
        areaId,
        subjectId: invitation!.id,
        expiresAt,
      }),
      leave: web.app.get(UnsubscribeLinks).token(areaId, left!.id),
      booking: await links.create(tx, { purpose: 'booking', areaId, subjectId: booking!.id, expiresAt }),
      ended: await links.create(tx, {
        purpose: 'booking',
        areaId,
        subjectId: booking!.id,
        expiresAt: new Date('2020-01-01'),
      }),
    };
  });
  // Lists that were taken out, one in each state.
  const put = await rowWriter(web.world);
  for (const [at, [state, more]] of Object.entries({
    making: {},
    done: { expires_at: '2026-12-01T09:00:00Z', bytes: 48_000 },
    failed: {
      expires_at: '2026-12-01T09:00:00Z',
      failure: 'The program began three times and did not get through.',
    },
    gone: { gone_at: '2026-11-20T09:00:00Z' },
  }).entries())
    await put('export_run', {
      id: newId(),
      area_id: areaId,
      by_user_id: staff.userId,
      actor: { kind: 'user', id: staff.userId, label: 'Sam Sample' },
      source: 'employers.employers',
      columns: '{name}',
      filter: {},
      format: 'xlsx',
      reason: 'Name badges for the employer forum',
      state,
      total: 300,
      done: at ? 300 : 120,
      asked_at: '2026-11-24T08:50:00Z',
      begun_at: '2026-11-24T08:50:00Z',
      ...more,
    });
  const pages = await crawl(staff, STAFF_ENTRANCES);
  // One mail in each state: its page looks otherwise in each.
  for (const { state, id } of await web.world.owner<{ state: string; id: string }>(
    `SELECT DISTINCT ON (state) state, id FROM message WHERE area_id = $1 ORDER BY state, created_at DESC, id`,
    [areaId],
  ))
    pages.set(`/mail/:id ${state}`, `${web.url}/mail/${id}`);
  for (const { kind, id } of await web.world.owner<{ kind: string; id: string }>(
    `SELECT DISTINCT ON (r.kind, r.matched_by) r.kind || '-' || r.matched_by AS kind, r.returned_id AS id
       FROM returned_reading r WHERE area_id = $1 ORDER BY r.kind, r.matched_by, r.at`,
    [areaId],
  ))
    pages.set(`/mail/returned/:id ${kind}`, `${web.url}/mail/returned/${id}`);
  const open = await crawl(web.visitor(), [
    '/',
    '/sign-in',
    '/new-address/confirmed',
    '/accessibility',
    '/privacy',
    '/network/calderdale-sample/training',
    '/network/calderdale-sample/register',
    `/s/${tokens.survey}`,
    `/b/${tokens.booking}`,
    `/b/${tokens.ended}`,
    `/leave/${tokens.leave}`,
    '/leave/no-such-link',
    '/b/no-such-link',
    '/s/no-such-link',
    '/no-such-page',
  ]);
  return { web, staff, areaId, pages, open };
}
