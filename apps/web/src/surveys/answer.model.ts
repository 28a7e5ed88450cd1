import { type AnswerReport, type Answers, shownPages } from '#surveys';
import type { Principal } from '../shell/index.js';
import { answerWords } from './question.model.js';
import { waveLine } from './wave.model.js';

/** One employer's answer as the caller may see it: words only for who may read free text. */
export function answerModel(report: AnswerReport, who: Principal) {
  const { answer, instrument, wave } = report;
  const areaId = answer.areaId;
  const mayRead = who.may('free_text_employer', 'see', areaId);
  const texts = mayRead ? report.texts : [];
  const given: Answers = {
    ...answer.items,
    ...Object.fromEntries(
      report.texts.filter((one) => one.part === 'text').map((one) => [one.itemId, one.text]),
    ),
  };
  const pages = shownPages(instrument, given);
  return {
    wave: waveLine(wave),
    employer: { id: answer.employerId, name: report.employerName },
    contact: who.may('contact', 'see', areaId) ? report.contactName : undefined,
    submittedAt: answer.submittedAt,
    late: answer.late,
    sections: [...new Set(pages.map((one) => one.section))].map((section) => ({
      title: section.title,
      rows: pages
        .filter((one) => one.section === section)
        .flatMap((one) => one.items)
        .map((item) => ({
          label: item.label,
          answer: item.type.endsWith('_text')
            ? texts.find((one) => one.itemId === item.id)?.text
            : answerWords(instrument, item, answer.items[item.id], texts),
          hidden: item.type.endsWith('_text') && !mayRead,
          comment: texts.find((one) => one.itemId === item.id && one.part === 'comment')?.text,
        })),
    })),
  };
}
