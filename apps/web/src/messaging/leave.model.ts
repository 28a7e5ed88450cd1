import { ADVERTISING, type Choice, type PreferenceView, topics, YES } from '#messaging';
import { london, plainDate } from '#platform';

/** What stands under the choices, and in the confirmation. */
const SERVICE = 'confirmations of bookings, changed dates and times, and links you ask for';

const OUT = [
  ...topics.map(({ name, title, what }) => ({ name, title, what: `Leaves out ${what}` })),
  {
    name: ADVERTISING,
    title: 'Advertising',
    what: 'Leaves out whatever promotes something we offer, of any subject',
  },
];

/** What a personal link's page shows. `values`: what was typed, where that was refused. */
export function preferenceModel(
  view: PreferenceView,
  more: { manyAreas: boolean; values?: Record<string, unknown> },
) {
  const values = more.values ?? valuesOf(view.choice);
  const ticked = [values['out'] ?? []].flat();
  const chosen = (name: string) => values['choice'] === name;
  return {
    ...view,
    values,
    manyAreas: more.manyAreas,
    service: SERVICE,
    nowIs: nowIs(view),
    topics,
    out: OUT.map(({ name, title, what }) => ({
      value: name,
      text: title,
      hint: { text: what },
      checked: ticked.includes(name),
    })),
    chosen: {
      everything: chosen('everything'),
      some: chosen('some'),
      service: chosen('service'),
      nothing: chosen('nothing'),
      pause: chosen('pause'),
    },
    yesWords: YES,
    asksForYes: maySayYes(view),
  };
}

/** Where advertising is stopped anyway, nobody is asked for a yes to it. */
const maySayYes = ({ choice, dead, reported }: PreferenceView): boolean =>
  !dead &&
  !reported &&
  !['service', 'nothing'].includes(choice.kind) &&
  !choice.leaveOut.includes(ADVERTISING);

function valuesOf(choice: Choice): Record<string, unknown> {
  const until = choice.until && london(choice.until);
  return {
    choice: choice.kind,
    out: choice.leaveOut,
    untilDay: until ? String(until.day) : '',
    untilMonth: until ? String(until.month) : '',
    untilYear: until ? String(until.year) : '',
    everywhere: choice.everywhere ? 'yes' : '',
  };
}

/** What is in force, one sentence each: what comes and what does not. */
export function nowIs({ choice, dead, reported }: PreferenceView): string[] {
  const out = OUT.filter(({ name }) => choice.leaveOut.includes(name)).map(({ title }) =>
    title.toLowerCase(),
  );
  const leftOut = out.length ? `left out: ${out.join(', ')}` : '';
  const says: string[] = [];
  if (dead)
    says.push('Mail to this address came back, so we send nothing to it. If it works again, tell us.');
  if (choice.kind === 'nothing') says.push('We send you nothing at all, not even confirmations.');
  else if (reported)
    says.push(
      `Our mail was reported as spam from this address, so only answers to what you do still come: ${SERVICE}.`,
    );
  else if (choice.kind === 'service')
    says.push(`Only answers to what you do still come: ${SERVICE}. We send you nothing else.`);
  else {
    if (choice.until)
      says.push(
        `Before ${plainDate(choice.until)} we send you nothing but answers to what you do: ${SERVICE}.`,
      );
    const from = choice.until ? `From ${plainDate(choice.until)} on we` : 'We';
    says.push(leftOut ? `${from} send you what we may, ${leftOut}.` : `${from} may send you everything.`);
    if (leftOut && !choice.until) says.push(`Answers to what you do still come: ${SERVICE}.`);
  }
  if (choice.everywhere && ['nothing', 'service'].includes(choice.kind))
    says.push('This holds for all Mindful Employer networks that use this program.');
  return says;
}
