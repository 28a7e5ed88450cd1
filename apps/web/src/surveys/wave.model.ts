import { count, shortDate, startOfDay } from '#platform';
import {
  type AskedElsewhere,
  type InviteList,
  leftOutWords,
  opensAt,
  rounded,
  type WaveReport,
  type WaveRow,
  type WaveWords,
} from '#surveys';

/** A wave as lists and heads show it; days as instants at their London beginning. */
export function waveLine<W extends WaveRow>(wave: W) {
  const closes = startOfDay(wave.closesOn);
  const counted = startOfDay(wave.countedUntil);
  return {
    ...wave,
    name: wave.kind === 'baseline' ? 'Baseline' : 'Follow-up',
    opens: wave.state === 'planned' ? opensAt(wave.opensOn) : (wave.openedAt ?? opensAt(wave.opensOn)),
    closes,
    counted,
    standing: standing(wave),
  };
}

function standing(wave: WaveRow): { tone: string; text: string } {
  if (wave.state === 'planned')
    return wave.kind === 'baseline'
      ? { tone: 'grey', text: 'Not sent yet' }
      : { tone: 'grey', text: `Opens by itself on ${shortDate(opensAt(wave.opensOn))}` };
  return wave.state === 'open' ? { tone: 'green', text: 'Open' } : { tone: 'grey', text: 'Closed' };
}

/** Of fewer asked, the interval of the response rate says nothing but that they were few. */
const LEAST_FOR_INTERVAL = 10;

/** The 95% interval of a response rate in words; undefined of none, and of fewer than 10 asked. */
export const rateRange = (interval: readonly [number, number] | null, invited: number): string | undefined =>
  interval && invited >= LEAST_FOR_INTERVAL
    ? `${percent(interval[0])} to ${percent(interval[1])}`
    : undefined;

const percent = (share: number) => `${rounded(100 * share, 0)}%`;

const mailTones: Record<string, string> = {
  sent: 'green',
  bounced: 'red',
  failed: 'red',
  suppressed: 'red',
  unknown: 'amber',
  held: 'amber',
  expired: 'amber',
  cancelled: 'amber',
};

/** The pages of a survey as tabs. */
export const surveyTabs = (
  surveyId: string,
  waves: readonly { id: string; kind: string; number: number }[],
  on: string,
) => [
  { href: `/surveys/${surveyId}/results`, text: 'Change', on: on === 'change' },
  ...waves.map((wave) => ({
    href: `/surveys/waves/${wave.id}`,
    text:
      wave.kind === 'baseline' ? 'Baseline' : wave.number > 2 ? `Follow-up ${wave.number - 1}` : 'Follow-up',
    on: on === wave.id,
  })),
];

/** What the page of a wave shows. */
export function waveModel(report: WaveReport) {
  const { rate, rateCi95: interval } = report;
  // While it is open the figures move, and who is asked may grow: how many have answered says all there is.
  const ended = report.wave.state === 'closed';
  return {
    wave: waveLine(report.wave),
    waves: report.waves,
    surveyTabs: surveyTabs(report.wave.surveyId, report.waves, report.wave.id),
    invited: report.invited,
    notAsked: notAskedWords(report.notAsked),
    answered: report.answered,
    late: report.late,
    started: report.started,
    rate: rate === null || !ended ? undefined : percent(rate),
    interval: ended ? rateRange(interval, report.invited) : undefined,
    asked: report.asked.map((one) => ({
      ...one,
      mailTone: one.mail ? (mailTones[one.mail.state] ?? 'grey') : 'grey',
      answer: answerWords(one),
    })),
    leftOut: report.leftOut.map((one) => ({ ...one, why: one.leftOut ? leftOutWords[one.leftOut] : '' })),
    mails: report.mails.map((one) => ({ ...one, tone: mailTones[one.state] ?? 'grey' })),
    mailsTo: `/mail/sendings/wave%3A${report.wave.id}`,
  };
}

/** "2 more are not asked yet: their emails are held. 1 was not asked: its email was not sent." */
function notAskedWords({ waits, unsent }: WaveReport['notAsked']): string | undefined {
  const said = [
    waits &&
      `${count(waits, 'more employer is', 'more employers are')} not asked yet: ${waits === 1 ? 'its email is' : 'their emails are'} held.`,
    unsent &&
      `${count(unsent, 'employer was', 'employers were')} not asked: ${unsent === 1 ? 'its email was' : 'their emails were'} not sent.`,
  ].filter(Boolean);
  return said.length ? said.join(' ') : undefined;
}

function answerWords(one: WaveReport['asked'][number]): { tone: string; text: string; order: number } {
  if (one.state === 'answered')
    return {
      tone: 'green',
      text: `${one.late ? 'Late, counts: ' : ''}${shortDate(one.submittedAt!)}`,
      order: 0,
    };
  if (one.notAsked)
    return { tone: 'amber', text: one.notAsked === 'waits' ? 'Not asked yet' : 'Not asked', order: 3 };
  if (one.state === 'started') return { tone: 'amber', text: 'Started, not sent', order: 1 };
  return { tone: 'grey', text: 'No answer yet', order: 2 };
}

/** Who would be asked and who not, with the reason in words. */
export const inviteModel = (list: InviteList) => ({
  invited: list.invited,
  leftOut: list.leftOut.map((one) => ({ ...one, why: leftOutWords[one.reason] })),
});

/** Other open surveys that ask the same employers; undefined of none. */
export const elsewhereModel = (elsewhere: readonly AskedElsewhere[] = []) =>
  elsewhere.length ? elsewhere.map((one) => ({ ...one, closes: startOfDay(one.closesOn) })) : undefined;

/** Names that are written out; the rest is counted. */
const NAMED = 20;

/** Whose mails would be held because the words ask for what they lack; undefined of nobody's. */
export const wordsModel = ({ mail, title, broken, lacking }: WaveWords) =>
  broken !== undefined || lacking.length
    ? {
        href: `/mail/templates/${mail}`,
        title,
        broken,
        count: lacking.length,
        named: lacking.slice(0, NAMED).map((one) => ({ ...one, missing: one.missing.join(', ') })),
        more: Math.max(0, lacking.length - NAMED),
      }
    : undefined;
