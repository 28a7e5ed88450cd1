import { isStage, mayMove, mayUndo, movesByHand, stageNames } from './stage.rules.js';

describe('stages', () => {
  it('opens the signature from everywhere but from itself', () => {
    for (const stage of stageNames) expect(mayMove(stage, 'signed')).toBe(stage !== 'signed');
  });
  it('never moves to where it is', () => {
    for (const stage of stageNames) expect(mayMove(stage, stage)).toBe(false);
  });
  it('lets no signatory become a prospect without lapsing', () => {
    for (const from of ['signed', 'active', 'review_due'] as const)
      for (const to of ['identified', 'contacted', 'meeting_held', 'considering', 'declined'] as const)
        expect(mayMove(from, to)).toBe(false);
  });
  it('leaves signing to the charter', () => {
    for (const stage of stageNames) expect(movesByHand(stage)).not.toContain('signed');
  });
  it('reaches every stage and leaves every stage', () => {
    for (const stage of stageNames) {
      expect(stageNames.some((from) => mayMove(from, stage))).toBe(true);
      expect(stageNames.some((to) => mayMove(stage, to))).toBe(true);
    }
  });
  it('takes back a move by hand, not one the charter made', () => {
    const at = new Date('2026-11-24T09:00:00Z');
    const undo = (to: 'contacted' | 'signed' | 'lapsed', more = {}) =>
      mayUndo({ at, data: { from: 'identified', to, ...more } }, to, at);
    expect(undo('contacted')).toBe(true);
    expect(undo('lapsed')).toBe(true);
    expect(undo('signed')).toBe(false);
    expect(undo('lapsed', { charter: true })).toBe(false);
    expect(undo('contacted', { undoes: 'x' })).toBe(false);
  });
  it('knows a stage from a word', () => {
    expect(isStage('signed')).toBe(true);
    expect(isStage('toString')).toBe(false);
  });
});
