import {
  type Answer,
  Answering,
  choicesOf,
  DONT_KNOW,
  DueWaves,
  type Instrument,
  type Item,
  opensAt,
  shownPages,
  Waves,
} from '#surveys';
import { pick } from './chance.js';
import { actor, type SampleWorld } from './sample-world.js';
import { type Calendar, cast, type Member, type Scene } from './story.js';
import { followingWave, invitationOf } from './story.repository.js';

const [OPEN_DAYS, LATE_DAYS, MONTHS] = [21, 14, 6];
type Round = 'baseline' | 'followup';

/** A finished baseline with a late answer, and a follow-up that is under way. */
export function surveyScenes(calendar: Calendar, members: Member[]): Scene[] {
  const opened = calendar.at({ months: -MONTHS, days: -9 }, 9, 10);
  let waveId: string;
  const answers = (n: number, at: Date, whole = true): Scene => ({
    at,
    play: (world) => answer(world, waveId, members[n]!, 'baseline', whole),
  });
  return [
    {
      at: opened,
      play: async (world) => {
        const title = 'Employer survey (sample)';
        const plan = { title, openDays: OPEN_DAYS, lateDays: LATE_DAYS, followUpMonths: MONTHS };
        waveId = await world.get(Waves).plan(world.areaId, plan);
        const { list } = await world.write((tx) => world.get(Waves).preview(tx, waveId));
        const by = { actor, shown: list.invited.length, senderName: actor.label! };
        await world.get(Waves).open([world.areaId], waveId, by);
      },
      leadsTo: async (world) => followUpScenes(await planned(world, waveId), members),
    },
    ...members.slice(0, cast.answeredBaseline).map(({ n }) => answers(n, after(opened, 1 + (n % 17), 2, n))),
    answers(cast.begunBaseline, after(opened, 6, 5, 5), false),
    answers(cast.late, after(opened, OPEN_DAYS + 5, 4, 20)),
    { at: after(opened, OPEN_DAYS + LATE_DAYS + 2, 0, 0), play: due },
  ];
}

/** The follow-up opens by itself at nine on its day, and some have answered since. */
function followUpScenes(wave: { id: string; opensOn: string }, members: Member[]): Scene[] {
  const opened = opensAt(wave.opensOn);
  const answers = (n: number, at: Date, whole = true): Scene => ({
    at,
    play: (world) => answer(world, wave.id, members[n]!, 'followup', whole),
  });
  return [
    { at: after(opened, 0, 0, 5), play: due },
    ...members.slice(1, cast.answeredFollowUp + 1).map(({ n }) => answers(n, after(opened, n % 4, 2, n))),
    answers(cast.newAtFollowUp, after(opened, 3, 3, 0)),
    answers(cast.begunFollowUp, after(opened, 3, 4, 0), false),
  ];
}

/** The follow-up the program planned when the baseline opened. */
async function planned(world: SampleWorld, baselineId: string): Promise<{ id: string; opensOn: string }> {
  const wave = await world.write((tx) => followingWave(tx, world.areaId, baselineId));
  return wave!;
}

const after = (at: Date, days: number, hours: number, minutes: number): Date =>
  new Date(at.getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000);

async function due(world: SampleWorld): Promise<void> {
  await world.get(DueWaves).run();
}

/** Fills in page after page as a person does; `whole` sends it in. */
async function answer(
  world: SampleWorld,
  waveId: string,
  member: Member,
  round: Round,
  whole: boolean,
): Promise<void> {
  const answering = world.get(Answering);
  // A respondent comes by the link in the mail, whose secret nobody keeps: here the invitation is looked up.
  const invitationId = await world.write((tx) => invitationOf(tx, world.areaId, waveId, member.employerId));
  if (!invitationId) throw new Error(`Sample employer ${member.n} was not invited to the ${round}`);
  const { instrument } = await answering.get(world.areaId, invitationId);
  const given: Record<string, Answer> = {};
  const answered = new Set<string>();
  // Answers decide which pages come, so the next one is looked for after each.
  const nextPage = () => shownPages(instrument, given).find((one) => !answered.has(one.id));
  for (let page = nextPage(); page && (whole || answered.size < 4); page = nextPage()) {
    answered.add(page.id);
    const fields = Object.fromEntries(
      page.items.flatMap((item) => {
        const value = answerTo(instrument, item, member, round);
        return value === undefined ? [] : [[item.id, value]];
      }),
    );
    const { items, problems } = await answering.save(world.areaId, invitationId, page.id, fields);
    if (Object.keys(problems).length)
      throw new Error(`Sample answer ${page.id}: ${JSON.stringify(problems)}`);
    for (const [id, value] of Object.entries(items)) if (value !== null) given[id] = value;
  }
  if (whole) await answering.submit(world.areaId, invitationId);
}

/** The invented answer to one item; the same for the same employer and item, and mostly a step further at the follow-up. */
function answerTo(
  instrument: Instrument,
  item: Item,
  member: Member,
  round: Round,
): string | string[] | undefined {
  const roll = (below: number, ...more: string[]) => pick(below, 'sample answer', member.n, item.id, ...more);
  if (item.id === 'org_type') return member.sector;
  if (item.id === 'headcount_band') return roll(3) ? 'n250_500' : 'n501_plus';
  if (item.type === 'scale') {
    if (roll(25, 'unsure') === 0) return item.dontKnow ? DONT_KNOW : undefined;
    const before = 1 + roll(4);
    const step = round === 'baseline' ? 0 : [0, 0, 1, 1, 1, -1][roll(6, 'step')]!;
    const values = item.points!.map((point) => point.value);
    return String(Math.min(Math.max(before + step, values[0]!), values.at(-1)!));
  }
  if (item.type === 'single') {
    const choices = choicesOf(instrument, item).filter((choice) => !choice.shortTextAllowed);
    return choices[roll(choices.length)]!.value;
  }
  if (item.type === 'multi') {
    const choices = choicesOf(instrument, item).filter(
      (choice) => !choice.shortTextAllowed && !choice.exclusive,
    );
    return choices
      .filter((choice) => roll(4, choice.value, round) === 0)
      .map((choice) => choice.value)
      .slice(0, item.maxSelected ?? 3);
  }
  if (item.type === 'long_text')
    return roll(3) === 0 ? 'Somebody to ring when it is urgent (sample)' : undefined;
  return undefined;
}
