import { Answering } from '#surveys';
import { wanted } from '../../support/quarter-facts.js';
import { invitationOf, type SurveyWorld, sentSurvey, signatory, surveyWorld } from './world.js';

describe('facts of a survey, as five quarters have them', () => {
  it('a wave opens with whom it asks, and an answer holds its standards and what was not found', async () => {
    const rows = wanted.filter((row) => row.kind === 'surveys.answered').slice(0, 12);
    const asked = [...new Set(rows.map((row) => row.employer))];
    const own = await surveyWorld();
    try {
      own.clock.set('2025-10-13T13:00:00Z');
      const ids = new Map<string, string>();
      for (const name of asked)
        ids.set(name, (await signatory(own, name, { sector: 'public_other', headcount: 600 })).employerId);
      const waveId = await sentSurvey(own);
      for (const row of rows.filter(({ subject }) => subject === rows[0]!.subject)) {
        own.clock.set(row.occurred_at);
        const invitation = await invitationOf(own, waveId, ids.get(row.employer)!);
        await answerWith(own, invitation, row.data);
        const [fact] = await own.owner<{ data: Record<string, unknown>; at: Date }>(
          `SELECT data, happened_at AS at FROM fact WHERE kind = 'surveys.answered' AND employer_id = $1`,
          [ids.get(row.employer)],
        );
        const { unmet, ...standards } = row.data;
        expect(fact!.at).toEqual(new Date(row.occurred_at));
        expect(fact!.data).toMatchObject({ ...standards, person: expect.any(String) });
        expect([...(fact!.data['unmet'] as string[])].sort()).toEqual(helpOf(unmet));
      }
      const [opened] = await own.owner<{ data: Record<string, unknown> }>(
        `SELECT data FROM fact WHERE kind = 'surveys.wave-opened'`,
      );
      expect(opened!.data).toMatchObject({
        instrument: 'employer-baseline',
        follows: null,
        // Three weeks to answer, two in which late answers count.
        countedUntil: '2025-11-16',
        invited: expect.arrayContaining([...ids.values()]),
      });
    } finally {
      await own.close();
    }
  }, 60_000);
});

/** The questionnaire has other words for the help that was not found. */
const help: Record<string, string> = {
  'return-to-work': 'back_to_work',
  counselling: 'services',
  'occupational-health': 'quick_advice',
  adjustments: 'adjust_fund',
  'manager-training': 'manager_training',
};
const helpOf = (kinds: unknown): string[] => (kinds as string[]).map((kind) => help[kind]!).sort();

/** Answers page by page with these standards; null: not known. */
async function answerWith(
  own: SurveyWorld,
  invitation: string,
  data: Record<string, unknown>,
): Promise<void> {
  const point = (n: number) => String(data[`s${n}`] ?? 'dk');
  const unmet = helpOf(data['unmet']);
  const fields: Record<string, string | string[]> = {
    role: 'hr',
    org_type: 'public_other',
    headcount_band: 'n501_plus',
    std_plan: point(1),
    std_aware: point(2),
    std_talk: point(3),
    std_work: point(4),
    std_manage: point(5),
    std_check: point(6),
    enh_report: point(7),
    enh_lead: point(8),
    enh_disclose: point(9),
    enh_support: point(10),
    att_recruit: '4',
    att_risk: '2',
    att_adjust: '3',
    att_private: 'dk',
    barriers: ['cost'],
    gap_kinds: unmet.length ? unmet : ['found'],
    share: 'totals',
  };
  const answering = own.get(Answering);
  const together = [
    ['role', 'org_type', 'headcount_band'],
    ['att_recruit', 'att_risk', 'att_adjust', 'att_private'],
  ];
  const alone = Object.keys(fields).filter((item) => !together.flat().includes(item));
  for (const items of [...together, ...alone.map((item) => [item])])
    await answering.save(
      own.areaId,
      invitation,
      items[0]!,
      Object.fromEntries(items.map((item) => [item, fields[item]!])),
    );
  await answering.submit(own.areaId, invitation);
}
