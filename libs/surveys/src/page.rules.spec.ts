import { projectFile } from '#platform';
import type { Instrument } from './instrument.rules.js';
import { allPages, progress, shownPages, standardsOf } from './page.rules.js';
import { readPage } from './page-input.rules.js';

const instrument = JSON.parse(
  projectFile('libs/surveys/data/instruments/employer-baseline.v1.json'),
) as Instrument;
const page = (id: string) => allPages(instrument).find((one) => one.id === id)!;
const read = (id: string, fields: Record<string, string | string[]>) =>
  readPage(instrument, page(id), fields, '2026-11-24');

describe('the pages of the employer baseline', () => {
  it('show one standard a page, short items together, and hide the enhanced ones from small private firms', () => {
    const small = shownPages(instrument, { org_type: 'private', headcount_band: 'n10_49' });
    expect(small.map((one) => one.id)).toEqual([
      'role',
      'std_plan',
      'std_aware',
      'std_talk',
      'std_work',
      'std_manage',
      'std_check',
      'att_recruit',
      'barriers',
      'sup_used',
      'sup_want',
      'sup_open',
      'gap_kinds',
      'share',
    ]);
    expect(small[0]!.items.map((item) => item.id)).toEqual(['role', 'org_type', 'headcount_band']);
    expect(page('att_recruit').items).toHaveLength(4);
  });
  it('show ten standards to a public body and to more than 500 people', () => {
    for (const answers of [{ org_type: 'public_mh' }, { headcount_band: 'n501_plus' }])
      expect(shownPages(instrument, answers).filter((one) => one.standard)).toHaveLength(10);
    expect(standardsOf(instrument).map((item) => item.id)).toHaveLength(10);
  });
  it('ask for the missing help only when something was looked for', () => {
    const ids = (gap_kinds: string[]) => shownPages(instrument, { gap_kinds }).map((one) => one.id);
    expect(ids(['recruit'])).toContain('gap_text');
    expect(ids(['not_looked'])).not.toContain('gap_text');
    expect(ids([])).not.toContain('gap_text');
  });
  it('say where one stands', () => {
    const pages = shownPages(instrument, { org_type: 'public_other' });
    expect(progress(instrument, pages, 'std_talk')).toMatchObject({
      place: 'Standard 3 of 10',
      minutesLeft: 5,
      previous: 'std_aware',
      next: 'std_work',
    });
    expect(progress(instrument, pages, 'role')).toMatchObject({
      place: 'Part 1 of 6',
      done: 0,
      previous: undefined,
    });
    expect(progress(instrument, pages, 'share')).toMatchObject({ minutesLeft: 1, next: undefined });
  });
});

describe('a page as sent', () => {
  it('keeps the level and the comment apart', () =>
    expect(read('std_talk', { std_talk: '3', std_talk__comment: ' In one team \r\n only ' })).toEqual({
      items: { std_talk: 3 },
      texts: [{ itemId: 'std_talk', part: 'comment', text: 'In one team \n only' }],
      problems: {},
    }));
  it('takes "do not know" as an answer and nothing as none', () => {
    expect(read('std_talk', { std_talk: 'dk' }).items).toEqual({ std_talk: 'dk' });
    expect(read('std_talk', {}).items).toEqual({ std_talk: null });
  });
  it('refuses what is not offered', () => {
    expect(read('std_talk', { std_talk: '9' }).problems).toHaveProperty('std_talk');
    expect(read('role', { role: 'king' }).problems).toHaveProperty('role');
    expect(read('std_talk', { std_talk: ['1', '2'] }).problems).toHaveProperty('std_talk');
  });
  it('lets an exclusive choice stand only alone', () => {
    expect(read('gap_kinds', { gap_kinds: ['found', 'recruit'] }).problems['gap_kinds']).toContain(
      '“We found what we looked for” on its own',
    );
    expect(read('gap_kinds', { gap_kinds: 'found' })).toMatchObject({
      items: { gap_kinds: ['found'] },
      problems: {},
    });
  });
  it('keeps choices in their declared order, whatever the order sent', () =>
    expect(read('gap_kinds', { gap_kinds: ['peer', 'recruit', 'peer'] }).items).toEqual({
      gap_kinds: ['recruit', 'peer'],
    }));
  it('takes words beside a choice for that choice, and drops them with it', () => {
    expect(read('barriers', { barriers: 'cost', barriers__other: 'Parking' })).toMatchObject({
      items: { barriers: ['cost', 'other'] },
      texts: [{ itemId: 'barriers', part: 'choice:other', text: 'Parking' }],
    });
    expect(read('role', { role: 'hr', role__other: 'Chair' })).toMatchObject({
      items: { role: 'hr' },
      texts: [{ itemId: 'role', part: 'choice:other', text: null }],
    });
  });
  it('says by how much a text is too long and keeps it', () => {
    const input = read('gap_text', { gap_text: 'x'.repeat(601) });
    expect(input.problems['gap_text']).toBe('Shorten this to 600 characters; it has 601');
    expect(input.texts[0]!.text).toHaveLength(601);
  });
});
