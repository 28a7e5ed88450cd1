import { plainDate, startOfDay } from '#platform';
import {
  type Answer,
  allPages,
  CHOICE_TEXT_LENGTH,
  COMMENT_LENGTH,
  choicesOf,
  choiceTextField,
  commentField,
  DONT_KNOW,
  type Fields,
  type Instrument,
  type Item,
  isAnswered,
  minutesFor,
  monthWords,
  progress,
  shownPages,
  shownWords,
  type Visit,
} from '#surveys';

/** What every page of a questionnaire shows around the questions. */
export function frameModel(visit: Visit) {
  return {
    survey: visit.instrument.title,
    instrument: visit.instrument,
    employer: visit.employerName,
    person: visit.contactName,
    closes: startOfDay(visit.wave.closesOn),
    counted: startOfDay(visit.wave.countedUntil),
    late: visit.timing === 'late',
    started: visit.state === 'started',
    intro: shownWords(visit.instrument.intro),
    // As its email says; answers may hide pages, and what is left never rises.
    minutes: minutesFor(visit.instrument, allPages(visit.instrument)),
    followUpMonths: visit.wave.kind === 'baseline' ? visit.wave.followUpMonths : undefined,
    before: visit.earlier && monthWords(visit.earlier.at, visit.wave.openedAt ?? visit.earlier.at),
  };
}

/** Id of the page to go on with: the first shown one after the last that was answered; undefined: all are. */
export function nextPage(visit: Visit): string | undefined {
  const pages = shownPages(visit.instrument, visit.answers);
  const last = pages.findLastIndex((one) => one.items.some((item) => isAnswered(visit.answers[item.id])));
  return pages[last + 1]?.id;
}

/** One question: its choices as a GOV.UK macro takes them, or a field to type in. */
export interface Question {
  item: Item;
  help?: string;
  choices: {
    value: string;
    label: string;
    hint?: string;
    checked: boolean;
    exclusive?: boolean;
    text?: TextField;
  }[];
  dontKnow?: { value: string; label: string; checked: boolean };
  value?: string;
  comment?: TextField;
  offered: boolean;
}

interface TextField {
  name: string;
  value: string;
  length: number;
}

/**
 * A page of questions with what was typed, saved or is known; undefined when it is not shown for the answers so far.
 * `typed`: the form came back with problems.
 */
export function questionModel(visit: Visit, pageId: string, typed?: Fields) {
  const { instrument, answers } = visit;
  const pages = shownPages(instrument, answers);
  const shown = pages.find((one) => one.id === pageId);
  if (!shown) return undefined;
  const where = progress(instrument, pages, pageId);
  const alone = shown.items.length === 1;
  return {
    page: shown,
    where: { ...where, width: Math.round(100 * where.done) },
    heading: alone ? shown.items[0]!.label : shown.section.title,
    sectionIntro: shownWords(shown.section.intro),
    alone,
    questions: shown.items.map((item) => question(visit, instrument, item, shown.standard, typed)),
  };
}

function question(
  visit: Visit,
  instrument: Instrument,
  item: Item,
  standard: boolean,
  fields?: Fields,
): Question {
  const saved = visit.answers[item.id];
  const offered = !fields && !isAnswered(saved) ? visit.offered[item.id] : undefined;
  const given = fields
    ? [fields[item.id] ?? []].flat()
    : isAnswered(saved)
      ? [saved].flat().map(String)
      : offered
        ? [offered]
        : [];
  const text = (name: string, part: string, length: number): TextField => ({
    name,
    value: fields
      ? String(fields[name] ?? '')
      : (visit.texts.find((one) => one.itemId === item.id && one.part === part)?.text ?? ''),
    length,
  });
  return {
    item,
    help: shownWords(item.help),
    choices: [
      ...choicesOf(instrument, item).map((choice) => ({
        value: choice.value,
        label: choice.label,
        hint: choice.help,
        exclusive: choice.exclusive,
        checked: given.includes(choice.value),
        text: choice.shortTextAllowed
          ? text(choiceTextField(item.id, choice.value), `choice:${choice.value}`, CHOICE_TEXT_LENGTH)
          : undefined,
      })),
      ...(item.points ?? []).map((point) => ({
        value: String(point.value),
        label: point.label,
        hint: point.anchor,
        checked: given.includes(String(point.value)),
      })),
    ],
    dontKnow: item.dontKnow
      ? { value: DONT_KNOW, label: item.dontKnow, checked: given.includes(DONT_KNOW) }
      : undefined,
    value: given[0],
    comment: standard ? text(commentField(item.id), 'comment', COMMENT_LENGTH) : undefined,
    offered: offered !== undefined,
  };
}

/** An answer in words; undefined when there is none. `texts` adds what was typed beside a choice. */
export function answerWords(
  instrument: Instrument,
  item: Item,
  answer: Answer | undefined,
  texts: readonly { itemId: string; part: string; text: string }[] = [],
): string | undefined {
  if (!isAnswered(answer)) return undefined;
  if (item.type === 'scale') {
    if (answer === DONT_KNOW) return item.dontKnow ?? 'Do not know';
    const point = item.points?.find((one) => one.value === answer);
    return point && (point.anchor ? `${point.label}: ${point.anchor}` : point.label);
  }
  const choices = choicesOf(instrument, item);
  if (!choices.length) return item.type === 'date' ? plainDate(startOfDay(String(answer))) : String(answer);
  return [answer]
    .flat()
    .map((value) => {
      const beside = texts.find((one) => one.itemId === item.id && one.part === `choice:${value}`)?.text;
      const label = choices.find((choice) => choice.value === value)?.label ?? String(value);
      return beside ? `${label}: ${beside}` : label;
    })
    .join('; ');
}

/**
 * The answers to check before sending, by section. Those the same person gave in the wave before stand beside them only
 * once the last page is answered: seen before, they would lead.
 */
export function checkModel(visit: Visit) {
  const { instrument, answers, texts } = visit;
  const earlier = nextPage(visit) === undefined ? visit.earlier : undefined;
  const pages = shownPages(instrument, answers);
  return {
    sections: [...new Set(pages.map((one) => one.section))].map((section) => ({
      title: section.title,
      rows: pages
        .filter((one) => one.section === section)
        .flatMap((one) =>
          one.items.map((item) => ({
            id: item.id,
            page: one.id,
            label: item.label,
            required: item.required,
            answer: answerWords(instrument, item, answers[item.id], texts),
            comment: texts.find((text) => text.itemId === item.id && text.part === 'comment')?.text,
            earlier: earlier && answerWords(instrument, item, earlier.answers[item.id]),
          })),
        ),
    })),
    last: pages.at(-1)?.id,
    compared: earlier !== undefined,
  };
}
