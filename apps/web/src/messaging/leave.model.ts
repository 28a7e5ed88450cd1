import { ADVERTISING, type Choice, inOneBreath, type PreferenceView, topics, YES } from '#messaging';
import { plainDate } from '#platform';
import { dayText } from './leave.form.js';

/** What stands under the choices, and in the confirmation. */
const SERVICE = 'confirmations of bookings, changed dates and times, and links you ask for';

const OUT = [
  ...topics.map(({ name, title, what }) => ({
    name,
    title,
    what: what.charAt(0).toUpperCase() + what.slice(1),
    no: `nothing about ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  })),
  {
    name: ADVERTISING,
    title: 'Advertising',
    what: 'Whatever promotes something we offer, of any subject',
    no: 'no advertising',
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
  const [untilDay = '', untilMonth = '', untilYear = ''] = dayText(choice.until).split(' ');
  return {
    choice: choice.kind,
    out: choice.leaveOut,
    untilDay,
    untilMonth,
    untilYear,
    everywhere: choice.everywhere ? 'yes' : '',
  };
}

/** What is in force, one sentence each: what comes and what does not. */
export function nowIs({ choice, dead, reported }: PreferenceView): string[] {
  const out = OUT.filter(({ name }) => choice.leaveOut.includes(name)).map(({ no }) => no);
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
    says.push(
      out.length ? `${from} may write to you, but ${inOneBreath(out)}.` : `${from} may send you everything.`,
    );
    if (out.length && !choice.until) says.push(`Answers to what you do still come: ${SERVICE}.`);
  }
  if (choice.everywhere && ['nothing', 'service'].includes(choice.kind))
    says.push('This holds for all Mindful Employer networks that use this program.');
  return says;
}
