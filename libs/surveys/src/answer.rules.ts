/** draft → complete, once. A draft is never counted. */
export type AnswerStatus = 'draft' | 'complete';

/** invited → started → answered. Started: something was saved; answered: submitted, the link only thanks. */
export type InvitationState = 'invited' | 'started' | 'answered';

/** A contact's roles as recorded, and the role of the questionnaire each one is offered as. */
const respondentRoles: Record<string, string> = {
  hr: 'hr',
  occupational_health: 'oh',
  line_manager: 'manager',
  union_rep: 'union',
};

/** What is known of the respondent and the employer before they answer. */
export interface KnownAnswer {
  roles: readonly string[];
  sector: string | null;
  sizeBand: string | null;
}

/** The value to offer for an item that asks to be prefilled; undefined when the record does not say. */
export function prefill(from: string | undefined, known: KnownAnswer): string | undefined {
  if (from === 'employer.sector') return known.sector ?? undefined;
  if (from === 'employer.headcount_band') return known.sizeBand ?? undefined;
  if (from === 'respondent.role') return known.roles.map((role) => respondentRoles[role]).find(Boolean);
  return undefined;
}
