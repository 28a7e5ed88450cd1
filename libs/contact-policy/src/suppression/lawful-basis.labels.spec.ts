import { mayAdvertise } from '../decision/pecr.rules.js';
import { type LawfulBasisInput, lawfulBasisLabel } from './lawful-basis.labels.js';

const base: LawfulBasisInput = {
  purpose: 'engagement',
  promotional: false,
  legalForm: null,
  consent: null,
  softOptIn: null,
};
const on = (day: string) => ({ at: new Date(`${day}T12:00:00Z`) });

describe('the rule a message goes by, in words', () => {
  it.each<[Partial<LawfulBasisInput>, string]>([
    [
      { purpose: 'service', legalForm: 'sole trader' },
      'Service email: answers what they did. No consent needed.',
    ],
    [
      { purpose: 'invitation', topic: 'surveys' },
      'Survey, agreed with the charter. It advertises nothing, so no consent is needed.',
    ],
    [
      { purpose: 'invitation', topic: 'forum' },
      'Invitation (Employer forum and events) to something they agreed to. It advertises nothing, so no consent is needed.',
    ],
    [
      { legalForm: 'limited-company' },
      'Engagement to a company or public body (limited company): PECR lets it go unless they object.',
    ],
    [
      { legalForm: 'LLP' },
      'Engagement to a company or public body (LLP): PECR lets it go unless they object.',
    ],
    [{ legalForm: 'Sole trader', consent: on('2026-03-03') }, 'Sole trader: consent of 3 March 2026.'],
    [
      { legalForm: 'ordinary_partnership', softOptIn: on('2026-06-01') },
      'Ordinary partnership: soft opt-in of 1 June 2026.',
    ],
    [{ legalForm: 'sole-trader' }, 'Sole trader: needs consent or soft opt-in, and none is on record.'],
    [
      { legalForm: 'limited company', privateMailbox: true },
      'Private address, which counts as an individual: needs consent or soft opt-in, and none is on record.',
    ],
    [{}, 'Legal form not known, so it cannot be said whether it may go without consent.'],
    [{ consent: { at: null } }, 'Legal form not known: consent (day not recorded).'],
    [
      { publicTask: true, legalForm: 'sole trader' },
      'Unpaid offer, which the area has declared its public task: it may go unless they object.',
    ],
    [
      { purpose: 'service', promotional: true, legalForm: 'sole trader' },
      'It advertises, so it counts as engagement. Sole trader: needs consent or soft opt-in, and none is on record.',
    ],
    [
      { legalForm: 'sole trader', softOptIn: on('2026-01-01'), senderIsCharity: true },
      'Sole trader: needs consent or soft opt-in, and a charity’s soft opt-in of 1 January 2026 does not count, being before 5 February 2026.',
    ],
  ])('%j', (input, words) => {
    expect(lawfulBasisLabel({ ...base, ...input })).toBe(words);
  });

  it('never says another thing than the rule that decides', () => {
    const now = new Date('2026-11-24T09:00:00Z');
    const says = { yes: 0, no: 0, unknown: 0 };
    for (const purpose of ['service', 'invitation', 'engagement'] as const)
      for (const promotional of [false, true])
        for (const legalForm of [null, 'llp', 'sole-trader', 'charity', 'partnership'])
          for (const privateMailbox of [false, true])
            for (const publicTask of [false, true])
              for (const senderIsCharity of [false, true])
                for (const consent of [null, on('2026-03-03')])
                  for (const softOptIn of [null, on('2026-01-01'), on('2026-06-01'), { at: null }]) {
                    const input = {
                      purpose,
                      promotional,
                      legalForm,
                      privateMailbox,
                      publicTask,
                      senderIsCharity,
                      consent,
                      softOptIn,
                    };
                    const answer = mayAdvertise(
                      { publicTask, senderIsCharity } as never,
                      { channel: 'mail', purpose, promotional, chargedFor: false } as never,
                      { id: 'e', legalForm, closed: false },
                      { addressKind: privateMailbox ? 'private' : 'work', consent, softOptIn } as never,
                      now,
                    );
                    const words = lawfulBasisLabel(input);
                    const said = words.includes('cannot be said')
                      ? 'unknown'
                      : /needs consent/.test(words)
                        ? 'no'
                        : 'yes';
                    expect([said, words]).toEqual([answer, words]);
                    says[answer]++;
                  }
    expect(Math.min(...Object.values(says))).toBeGreaterThan(5);
  });
});
