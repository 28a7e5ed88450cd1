/** The stages of the pipeline, in order, with what the pages call them (product.md, "Employers and the pipeline"). */
export const stages = {
  identified: 'Identified',
  contacted: 'Contacted',
  meeting_held: 'Meeting held',
  considering: 'Considering',
  signed: 'Signed',
  active: 'Active',
  review_due: 'Review due',
  lapsed: 'Lapsed',
  declined: 'Declined',
} as const;

export type Stage = keyof typeof stages;
export const stageNames = Object.keys(stages) as Stage[];
export const isStage = (text: unknown): text is Stage =>
  typeof text === 'string' && Object.hasOwn(stages, text);

/** The stage that has this name, or this code: facts say stages by name. */
export const stageByName = (name: unknown): Stage | undefined =>
  stageNames.find((stage) => stages[stage] === name || stage === name);

/** Stages of an employer whose signature holds; at every other stage it has none. */
const signing: ReadonlySet<Stage> = new Set(['signed', 'active', 'review_due']);

/** The open signature of an employer, as far as its stage goes. */
export interface OpenSignature {
  /** London day, `2026-11-24`. */
  reviewDueOn: string;
}

/**
 * Where the charter puts an employer on a London day. With a signature: Review due from the day its review falls due,
 * otherwise Signed, or Active where it was Active. Without one: Lapsed if its stage still says that it signs.
 */
export function stageByCharter(stage: Stage, open: OpenSignature | undefined, today: string): Stage {
  if (!open) return signing.has(stage) ? 'lapsed' : stage;
  if (open.reviewDueOn <= today) return 'review_due';
  return stage === 'active' ? 'active' : 'signed';
}

/**
 * Every move a person may make by hand, and no other. None begins or ends a signature, and none says that a review is due
 * or done: that is the charter's (stageByCharter). Active only tells which of those who signed take part.
 */
const byHand: Record<Stage, readonly Stage[]> = {
  identified: ['contacted', 'meeting_held', 'considering', 'declined'],
  contacted: ['identified', 'meeting_held', 'considering', 'declined'],
  meeting_held: ['contacted', 'considering', 'declined'],
  considering: ['contacted', 'meeting_held', 'declined'],
  signed: ['active'],
  active: ['signed'],
  review_due: [],
  lapsed: ['contacted', 'considering', 'declined'],
  declined: ['identified', 'contacted', 'meeting_held', 'considering'],
};

/** Where a person may put an employer by hand. */
export const movesByHand = (from: Stage): readonly Stage[] => byHand[from];

/** Whether a person may move an employer so. */
export const mayMove = (from: Stage, to: Stage): boolean => byHand[from].includes(to);

/** Whether only the charter makes this move: it begins or ends a signature, or tells how its review stands. */
const isOfCharter = (from: Stage, to: Stage): boolean =>
  signing.has(from) !== signing.has(to) || from === 'review_due' || to === 'review_due';

/** Stages that only the charter puts an employer at. */
export const byCharter: ReadonlySet<Stage> = new Set(['signed', 'review_due', 'lapsed']);

const UNDO_MS = 30 * 86_400_000;

/**
 * Whether an employer's latest move can be taken back: nothing moved it since, it is no undoing itself, 30 days at most.
 * A move the charter made is undone at the charter; one that would stand against it stays.
 */
export const mayUndo = (
  move: { at: Date; data: Record<string, unknown> },
  stage: Stage,
  now: Date,
): boolean => {
  const from = stageByName(move.data['from']);
  return (
    stageByName(move.data['to']) === stage &&
    from !== undefined &&
    !isOfCharter(stage, from) &&
    !move.data['charter'] &&
    now.getTime() - move.at.getTime() <= UNDO_MS
  );
};
