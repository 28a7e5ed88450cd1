import { declarePersonalData } from '#platform';
import { answerRetention, draftRetention, respondentRetention } from './retention.repository.js';

/** What surveys keeps of people. */
declarePersonalData(
  {
    table: 'answer',
    purpose: 'surveys',
    who: 'Who answers for an employer',
    data: 'who answered, and what the organisation answered',
    kept: { records: [draftRetention.name, respondentRetention.name, answerRetention.name] },
    erasing: 'Who answered is removed; the organisation’s answer stays.',
  },
  {
    table: 'answer_text',
    purpose: 'surveys',
    who: 'Who answers for an employer',
    data: 'words typed with an answer',
    kept: { records: [draftRetention.name, answerRetention.name] },
    erasing: 'Words that name the person are removed.',
  },
  {
    table: 'invitation',
    purpose: 'surveys',
    who: 'Who was asked to answer for an employer',
    data: 'that they were asked, and how far they came',
    kept: { records: [respondentRetention.name] },
    erasing: 'Who was asked is removed; that the organisation was asked stays.',
  },
  {
    table: 'wave',
    purpose: 'security',
    who: 'Staff',
    data: 'in whose name a survey was sent',
    kept: { stays: 'It stands under the survey’s emails.' },
    erasing: 'It stays: an act in office.',
  },
);
