import { projectFile } from '#platform';
import { effort, minutesFor } from './effort.rules.js';
import type { Instrument } from './instrument.rules.js';
import { allPages, progress, shownPages, standardsOf } from './page.rules.js';
import { readPage } from './page-input.rules.js';
import { shownWords } from './retired-words.rules.js';

const instrument = JSON.parse(
  projectFile('libs/surveys/data/instruments/employer-baseline.v2.json'),
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
      place: 'Page 4 of 19',
      minutesLeft: 7,
      previous: 'std_aware',
      next: 'std_work',
    });
    expect(progress(instrument, pages, 'role')).toMatchObject({
      place: 'Page 1 of 19',
      done: 0,
      previous: undefined,
    });
    expect(progress(instrument, pages, 'share')).toMatchObject({ minutesLeft: 1, next: undefined });
  });
});

describe('progress and time', () => {
  const shares = (answers: Record<string, string>) => {
    const pages = shownPages(instrument, answers);
    return pages.map((one) => progress(instrument, pages, one.id));
  };
  it('counts page by page, and never promises fewer than come', () => {
    for (const answers of [{ org_type: 'private' }, { org_type: 'public_mh' }]) {
      const places = shares(answers).map((one) =>
        /^Page (\d+) of (\d+)$/.exec(one.place)!.slice(1).map(Number),
      );
      expect(places.map(([at]) => at)).toEqual(places.map((_, i) => i + 1));
      const totals = places.map(([, total]) => total!);
      expect(totals).toEqual([...totals].sort((a, b) => b - a));
      expect([totals[0], totals.at(-1)]).toEqual([19, places.length]);
    }
  });
  it('takes the time from the words to read and the answers to give', () => {
    const pages = allPages(instrument);
    // 1,344 words at 238 a minute, 23 answers to choose and one to write.
    expect(effort(instrument, pages)).toBeCloseTo(1344 / 238 + (23 * 5) / 60 + 0.5, 1);
    expect(minutesFor(instrument, shownPages(instrument, { org_type: 'private' }))).toBe(6);
    const left = shares({ org_type: 'private' }).map((one) => one.minutesLeft);
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBe(1);
    // As emails promise it, and no answer on the way makes it longer.
    expect(left[0]).toBe(minutesFor(instrument, pages));
    const [, second] = shares({ org_type: 'public_mh' });
    expect(second!.minutesLeft).toBeLessThanOrEqual(shares({})[0]!.minutesLeft);
  });
});

describe('what pages leave out of a published version', () => {
  it('is what is not kept, and no part of a question', () => {
    const first = JSON.parse(
      projectFile('libs/surveys/data/instruments/employer-baseline.v1.json'),
    ) as Instrument;
    const share = allPages(first).at(-1)!.items[0]!;
    expect(shownWords(first.intro)).toBe(instrument.intro);
    expect(shownWords(share.help)).toBe(
      'Either way it counts in the totals, where no organisation can be picked out.',
    );
    for (const item of allPages(first).flatMap((one) => one.items))
      expect(shownWords(item.label)).toBe(item.label);
  });
});

describe('a page as sent', () => {
  it('asks for what is required, naming it', () =>
    expect(read('role', { org_type: 'private' }).problems).toEqual({
      role: 'Choose an answer to “What is your role?”',
      headcount_band: 'Choose an answer to “How many people work for it?”',
    }));
  it('has no answer to what could not be read, so that what was saved before stays', () =>
    expect(read('std_talk', { std_talk: '9' }).items).toEqual({}));
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
  it('takes words beside a choice for that choice, and asks when another one was picked', () => {
    expect(read('barriers', { barriers: 'cost', barriers__other: 'Parking' })).toMatchObject({
      items: { barriers: ['cost', 'other'] },
      texts: [{ itemId: 'barriers', part: 'choice:other', text: 'Parking' }],
    });
    expect(read('role', { role: 'hr', role__other: 'Chair' }).problems['role__other']).toBe(
      'You chose “Human resources” and wrote beside “Another role”. Choose “Another role”, or delete what you wrote',
    );
    expect(read('role', { role: 'other', role__other: 'Chair' }).problems).not.toHaveProperty('role__other');
  });
  it('says which text is too long, and by how much, and keeps it', () => {
    const input = read('gap_text', { gap_text: 'x'.repeat(601) });
    expect(input.problems['gap_text']).toBe(
      'Shorten your answer to “What would have helped most?” to 600 characters; it has 601',
    );
    expect(input.texts[0]!.text).toHaveLength(601);
  });
});
