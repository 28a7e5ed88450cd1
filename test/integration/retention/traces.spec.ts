import { newId } from '#platform';
import { Retention } from '#retention';
import { libs } from '../../../apps/program.js';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { rowWriter } from '../../support/row-writer.js';
import { type BookingWorld, bookingWorld } from '../bookings/world.js';

const OLD = new Date('2018-03-01T12:00:00Z');
const RECENT = new Date('2025-06-01T12:00:00Z');
const FIRST = '2026-05-01';
const SECOND = '2026-05-08';

describe('a contact of long ago', () => {
  let world: BookingWorld;
  let put: Awaited<ReturnType<typeof rowWriter>>;
  let of: { area_id: string };
  const session = newId();
  const night = (day: string) => {
    world.clock.set(`${day}T02:30:00Z`);
    return world.get(Retention).run();
  };
  /** An employer with one contact; answers their ids. */
  const somebody = async (name: string, more: object = {}) => {
    const [employer, contact] = [newId(), newId()];
    await put('employer', {
      ...of,
      id: employer,
      name: `${name} Ltd`,
      name_key: name,
      stage: 'identified',
      stage_since: OLD,
      source: 'test',
      created_at: OLD,
    });
    const email = `${name}@example.org`;
    await put('contact', {
      ...of,
      id: contact,
      employer_id: employer,
      name,
      email,
      email_key: email,
      created_at: OLD,
      ...more,
    });
    await put('person_key', { ...of, key: `${email} ${name}`, person_id: newId(), created_at: OLD });
    return { employer, contact, email };
  };
  const booking = async (booker: string, at: Date) => {
    const id = newId();
    await put('booking', {
      ...of,
      id,
      session_id: session,
      submission_key: id,
      content_hash: 'x',
      reference: id,
      source: 'staff',
      booker_name: 'x',
      booker_email: booker,
      booker_email_key: booker,
      employer_match: 'waiting',
      employer_name: 'x',
      price_pence: 0,
      policy: {},
      answer: 'confirmed',
      created_at: at,
    });
    return id;
  };
  const charter = (employer: string, more: object) =>
    put('charter', {
      ...of,
      id: newId(),
      employer_id: employer,
      signatory_name: 'x',
      signatory_role: 'x',
      version: '1',
      signed_on: '2018-03-01',
      review_due_on: '2020-03-01',
      listed: true,
      created_at: OLD,
      ...more,
    });

  beforeAll(async () => {
    world = await bookingWorld({ modules: libs.filter((lib) => lib !== PublicPagesModule) });
    put = await rowWriter(world);
    of = { area_id: world.areaId };
    await put('session', {
      ...of,
      id: session,
      kind: 'course',
      subject_id: newId(),
      title: 'MHFA',
      code: 'MHFA',
      state: 'open',
      unlimited: true,
      held_back: 0,
      next_queue_number: 1,
      price_pence: 0,
      policy: {},
      created_at: RECENT,
    });
    await put('session_date', {
      ...of,
      id: newId(),
      session_id: session,
      starts_at: RECENT,
      ends_at: new Date(RECENT.getTime() + 3_600_000),
    });
    await somebody('nobody');
    const called = await somebody('called');
    const call = { ...of, kind: 'call', by_name: 'x', subject: 'x', direction: 'out' };
    await put('activity', {
      ...call,
      id: newId(),
      employer_id: called.employer,
      contact_id: called.contact,
      at: RECENT,
      created_at: RECENT,
    });
    // Of long ago, and written down only lately.
    const late = await somebody('late');
    await put('activity', {
      ...call,
      id: newId(),
      employer_id: late.employer,
      contact_id: late.contact,
      at: OLD,
      created_at: RECENT,
    });
    const todo = await somebody('todo');
    const task = { ...of, title: 'x', due_on: '2018-03-01', created_at: OLD };
    await put('task', { ...task, id: newId(), employer_id: todo.employer, contact_id: todo.contact });
    await booking((await somebody('booker')).email, RECENT);
    await booking((await somebody('booked-long-ago')).email, OLD);
    const { email } = await somebody('delegate');
    await put('delegate', {
      ...of,
      id: newId(),
      booking_id: await booking('x@example.org', RECENT),
      number: 1,
      name: 'delegate',
      email,
      person_key: `${email} delegate`,
    });
    const main = await somebody('main', { is_primary: true });
    await charter(main.employer, {});
    const signed = await somebody('signed');
    await charter(signed.employer, { contact_id: signed.contact });
    await charter((await somebody('colleague')).employer, {});
    const lapsed = await somebody('lapsed', { is_primary: true });
    await charter(lapsed.employer, { ended_on: '2020-03-01', ended_as: 'lapsed' });
    const asked = await somebody('asked');
    const [survey, wave] = [newId(), newId()];
    const version = newId();
    await put('instrument_version', {
      id: version,
      instrument: 'test',
      version: 1,
      locale: 'en-GB',
      content: {},
      published_at: OLD,
    });
    await put('survey', { ...of, id: survey, title: 'x', instrument_version_id: version, created_at: OLD });
    await put('wave', {
      ...of,
      id: wave,
      survey_id: survey,
      kind: 'baseline',
      number: 1,
      state: 'open',
      opens_on: '2026-05-01',
      closes_on: '2026-06-01',
      counted_until: '2026-06-01',
      opened_at: RECENT,
      created_at: RECENT,
    });
    await put('wave_employer', { ...of, wave_id: wave, employer_id: asked.employer, employer_name: 'x' });
    await put('invitation', {
      ...of,
      id: newId(),
      wave_id: wave,
      employer_id: asked.employer,
      contact_id: asked.contact,
      state: 'invited',
      invited_at: RECENT,
    });
  });
  afterAll(() => world.close());

  it('goes, unless somebody was in touch since, something waits for them, or a signature holds', async () => {
    await night(FIRST);
    await night(SECOND);
    const rows = await world.owner<{ key: string; erased: boolean }>(
      'SELECT e.name_key AS key, c.erased_at IS NOT NULL AS erased FROM contact c JOIN employer e ON e.id = c.employer_id ORDER BY 1',
    );
    const which = (erased: boolean) => rows.filter((row) => row.erased === erased).map(({ key }) => key);
    expect(which(true)).toEqual(['booked-long-ago', 'colleague', 'lapsed', 'nobody']);
    expect(which(false)).toEqual(['asked', 'booker', 'called', 'delegate', 'late', 'main', 'signed', 'todo']);
  });

  it('takes its key along, while those of people who are named somewhere stay', async () => {
    const keys = await world.owner<{ name: string }>(
      `SELECT split_part(key, ' ', 2) AS name FROM person_key ORDER BY 1`,
    );
    // The booking of long ago is younger than four years after its session, and names who booked.
    expect(keys.map(({ name }) => name)).toEqual([
      'asked',
      'booked-long-ago',
      'booker',
      'called',
      'delegate',
      'late',
      'main',
      'signed',
      'todo',
    ]);
  });

  it('waits another week where it was needed when this was announced', async () => {
    await world.owner(`UPDATE task SET done_at = $1, due_on = '2026-05-12'`, [
      new Date('2026-05-12T09:00:00Z'),
    ]);
    await night('2026-05-15');
    const todo = async () =>
      (
        await world.owner<{ erased: boolean }>(
          `SELECT c.erased_at IS NOT NULL AS erased FROM contact c JOIN employer e ON e.id = c.employer_id WHERE e.name_key = 'todo'`,
        )
      )[0]!.erased;
    expect(await todo()).toBe(false);
  });
});
