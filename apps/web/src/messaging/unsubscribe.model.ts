import { ADVERTISING, topics } from '#contact-policy';
import { CONSENT_STATEMENT, type PreferenceView } from '#messaging';
import { commasAndAnd, london, plainDate } from '#platform';
import { choiceAsWord, choiceOfWord, subjects } from './unsubscribe.form.js';

/** Emails that answer what somebody does themselves. */
const SERVICE = 'confirmations, places that come free, cancellations';

/** Ticked, offers may come; whether they do depends on who it is, which the page cannot know for everybody. */
const ONLY_AFTER_YES =
  'If you are a sole trader or a partnership, or this address is private, only once you have said yes.';

const OUT = [
  ...topics.map(({ name, title, what }) => ({
    name,
    title,
    what: what.charAt(0).toUpperCase() + what.slice(1),
    no: `nothing about ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  })),
  { name: ADVERTISING, title: 'Offers', what: 'Anything that promotes what we offer', no: 'no offers' },
];
/** Months a pause can end with. */
const MONTHS = 12;

/** What a personal link's page shows. `values`: what was typed, where that was refused. */
export function preferenceModel(
  view: PreferenceView,
  more: { manyAreas: boolean; now: Date; values?: Record<string, unknown> | undefined; was?: unknown },
) {
  const { choice } = view;
  const off = ['service', 'nothing'].includes(choice.kind);
  const kept = subjects.filter((name) => !off && !choice.leaveOut.includes(name));
  const keep = more.values?.['until'] === undefined ? kept : [more.values['keep'] ?? []].flat();
  const until = more.values?.['until'] ?? (choice.until ? london(choice.until).toISODate() : '');
  const was = choiceOfWord(more.was, more.now);
  return {
    ...view,
    manyAreas: more.manyAreas,
    service: SERVICE,
    nowIs: nowIs(view),
    changed: off || view.dead || view.reported || kept.length < subjects.length || choice.until !== null,
    off,
    keep: OUT.map(({ name, title, what }) => ({
      value: name,
      text: title,
      hint: { text: name === ADVERTISING && !view.consentedAt ? `${what}. ${ONLY_AFTER_YES}` : what },
      checked: keep.includes(name),
    })),
    months: monthsFrom(more.now, choice.until, until),
    was: was && choiceAsWord(was) !== choiceAsWord(choice) ? choiceAsWord(was) : undefined,
    yesWords: CONSENT_STATEMENT,
    asksForYes: maySayYes(view),
  };
}

/** Days a pause may end with: the first of the next months, and the one in force. */
function monthsFrom(now: Date, current: Date | null, chosen: unknown) {
  const firsts = Array.from({ length: MONTHS }, (_, i) =>
    london(now)
      .startOf('month')
      .plus({ months: i + 1 }),
  );
  const day = current && london(current);
  const days = day && !firsts.some((first) => first.hasSame(day, 'day')) ? [day, ...firsts] : firsts;
  return [
    { value: '', text: 'No pause', selected: !chosen },
    ...days
      .sort((a, b) => a.toMillis() - b.toMillis())
      .map((at) => ({
        value: at.toISODate()!,
        text: plainDate(at.toJSDate()),
        selected: at.toISODate() === chosen,
      })),
  ];
}

/** Where advertising is stopped anyway, nobody is asked for a yes to it. */
const maySayYes = ({ choice, dead, reported }: PreferenceView): boolean =>
  !dead &&
  !reported &&
  !['service', 'nothing'].includes(choice.kind) &&
  !choice.leaveOut.includes(ADVERTISING);

/** What is in force, one sentence each: what comes and what does not. */
export function nowIs({ choice, dead, reported }: PreferenceView): string[] {
  const out = OUT.filter(({ name }) => choice.leaveOut.includes(name)).map(({ no }) => no);
  const says: string[] = [];
  if (dead)
    says.push(
      'Our emails to this address were returned, so we send nothing to it. If it works again, tell us.',
    );
  if (choice.kind === 'nothing')
    says.push('We send you no emails at all, not even about places you have booked.');
  else if (reported)
    says.push(
      `Our email was reported as spam from this address, so we write only about places you have booked: ${SERVICE}.`,
    );
  else if (choice.kind === 'service') says.push(`We write only about places you have booked: ${SERVICE}.`);
  else {
    const from = choice.until ? `From ${plainDate(choice.until)} we` : 'We';
    if (choice.until)
      says.push(`Until ${plainDate(choice.until)} we write only about places you have booked: ${SERVICE}.`);
    // With nothing left but bookings, a list of all that does not come would bury it.
    if (out.length === OUT.length)
      says.push(
        choice.until
          ? 'After that, still only about those.'
          : `We write only about places you have booked: ${SERVICE}.`,
      );
    else
      says.push(
        out.length ? `${from} may write to you, but ${commasAndAnd(out)}.` : `${from} may write to you.`,
      );
    if (out.length && out.length < OUT.length && !choice.until)
      says.push(`We still write about places you have booked: ${SERVICE}.`);
  }
  if (choice.everywhere && ['nothing', 'service'].includes(choice.kind))
    says.push('This holds for all Mindful Employer networks that use this program.');
  return says;
}
