import {
  isStage,
  mayMove,
  mayUndo,
  movesByHand,
  type Stage,
  stageByCharter,
  stageNames,
  stages,
} from './stage.rules.js';

const signing: Stage[] = ['signed', 'active', 'review_due'];
const today = '2026-11-24';
const later = { reviewDueOn: '2026-11-25' };
const due = { reviewDueOn: today };

describe('stages', () => {
  it('never move to where they are', () => {
    for (const stage of stageNames) expect(mayMove(stage, stage)).toBe(false);
  });
  it('begin and end no signature by hand, and say nothing of its review', () => {
    for (const from of stageNames)
      for (const to of movesByHand(from)) {
        expect([from, to, signing.includes(to)]).toEqual([from, to, signing.includes(from)]);
        expect(['review_due', 'lapsed']).not.toContain(to);
      }
    expect(movesByHand('review_due')).toEqual([]);
  });
  it('follow an open signature, whatever they were', () => {
    for (const stage of stageNames) {
      expect(stageByCharter(stage, later, today)).toBe(stage === 'active' ? 'active' : 'signed');
      expect(stageByCharter(stage, due, today)).toBe('review_due');
    }
  });
  it('lapse with the signature, and stay where there was none', () => {
    for (const stage of stageNames)
      expect(stageByCharter(stage, undefined, today)).toBe(signing.includes(stage) ? 'lapsed' : stage);
  });
  it('take back a move by hand, not one the charter made nor one it stands against', () => {
    const at = new Date('2026-11-24T09:00:00Z');
    const undo = (from: Stage, to: Stage, more = {}) =>
      mayUndo({ at, data: { from: stages[from], to: stages[to], ...more } }, to, at);
    expect(undo('identified', 'contacted')).toBe(true);
    expect(undo('lapsed', 'contacted')).toBe(true);
    expect(undo('signed', 'active')).toBe(true);
    expect(undo('active', 'signed')).toBe(true);
    expect(undo('signed', 'lapsed')).toBe(false);
    expect(undo('considering', 'signed')).toBe(false);
    expect(undo('review_due', 'active')).toBe(false);
    expect(undo('active', 'signed', { charter: true })).toBe(false);
    // An undone move says neither from nor to.
    expect(mayUndo({ at, data: { void: true } }, 'identified', at)).toBe(false);
  });
  it('are known by their word', () => {
    expect(isStage('signed')).toBe(true);
    expect(isStage('toString')).toBe(false);
  });
});
