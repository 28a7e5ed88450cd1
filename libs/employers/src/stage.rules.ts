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

/**
 * Every legal move, and no other. A signature can be given at any stage, so `signed` is open from all;
 * a signatory leaves only by its review (review due, lapsed) or by lapsing at once.
 */
const moves: Record<Stage, readonly Stage[]> = {
  identified: ['contacted', 'meeting_held', 'considering', 'signed', 'declined'],
  contacted: ['identified', 'meeting_held', 'considering', 'signed', 'declined'],
  meeting_held: ['contacted', 'considering', 'signed', 'declined'],
  considering: ['contacted', 'meeting_held', 'signed', 'declined'],
  signed: ['active', 'review_due', 'lapsed'],
  active: ['signed', 'review_due', 'lapsed'],
  review_due: ['signed', 'active', 'lapsed'],
  lapsed: ['contacted', 'considering', 'signed', 'declined'],
  declined: ['identified', 'contacted', 'meeting_held', 'considering', 'signed'],
};

/** Whether an employer may go from one stage to another. */
export const mayMove = (from: Stage, to: Stage): boolean => moves[from].includes(to);

/** Where a person may put an employer by hand: `signed` comes only from signing the charter. */
export const movesByHand = (from: Stage): Stage[] => moves[from].filter((to) => to !== 'signed');

const UNDO_MS = 30 * 86_400_000;

/**
 * Whether an employer's latest move can be taken back: nothing moved it since, it is no undoing itself, 30 days at most.
 * A move that signing or ending a charter made stays: the charter would stand against the stage.
 */
export const mayUndo = (
  move: { at: Date; data: Record<string, unknown> },
  stage: Stage,
  now: Date,
): boolean =>
  move.data['to'] === stage &&
  stage !== 'signed' &&
  !move.data['charter'] &&
  !move.data['undoes'] &&
  now.getTime() - move.at.getTime() <= UNDO_MS;
