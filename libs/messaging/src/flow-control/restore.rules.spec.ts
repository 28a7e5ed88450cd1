import { type Look, restored } from './restore.rules.js';

const print = { fingerprint: '7711/16384/16500', timeline: 1 };
const calm: Look = {
  known: print,
  present: print,
  marker: { there: true, dealtWith: false, moved: false },
  together: false,
  silent: 20,
};

describe('a database', () => {
  it('is the one mail was last sent from while all it is known by is as it was', () => {
    expect(restored(calm)).toBeNull();
    expect(restored({ ...calm, silent: 86_400 })).toBeNull();
  });

  it('is new when no worker has come yet', () => {
    expect(restored({ ...calm, known: null, marker: null, silent: null })).toBeNull();
  });

  it('is another one when a dump was loaded or it lies on another server', () => {
    for (const fingerprint of ['9999/16384/16500', '7711/16999/16500', '7711/16384/17000'])
      expect(restored({ ...calm, present: { ...print, fingerprint } })).toBe('other');
  });

  it('is an older state when it does not know what this worker did last, even where no worker has come yet', () => {
    const marker = { there: false, dealtWith: false, moved: false };
    expect(restored({ ...calm, marker })).toBe('older');
    expect(restored({ ...calm, known: null, marker })).toBe('older');
  });

  it('is not held a second time for a worker that comes back after the restore was dealt with', () => {
    expect(restored({ ...calm, marker: { there: false, dealtWith: true, moved: false } })).toBeNull();
  });

  it('that a standby took over is trusted where nothing is missing, and not where nobody can tell', () => {
    const present = { ...print, timeline: 2 };
    expect(restored({ ...calm, present })).toBeNull();
    expect(restored({ ...calm, present, marker: null })).toBe('recovered');
  });

  it('is a copy when it lies in the folder that was copied, but not when only a worker moved', () => {
    const marker = { there: true, dealtWith: false, moved: true };
    expect(restored({ ...calm, marker, together: true })).toBe('copied');
    expect(restored({ ...calm, marker })).toBeNull();
  });

  it('is trusted by a new worker while others are at work, and not when all were away for long', () => {
    expect(restored({ ...calm, marker: null })).toBeNull();
    expect(restored({ ...calm, marker: null, silent: 3_500 })).toBeNull();
    expect(restored({ ...calm, marker: null, silent: 3_700 })).toBe('unseen');
  });
});
