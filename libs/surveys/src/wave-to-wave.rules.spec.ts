import { waveToWaveView } from './wave-to-wave.rules.js';

describe('what others see of two waves', () => {
  const seen = (before: number, after: number, matched: number, threshold?: number) => {
    const view = waveToWaveView({ before, after, matched }, threshold);
    return Object.entries(view).flatMap(([what, shown]) => (shown ? [what] : []));
  };

  it.each([
    [
      'few new answers: all of the second less the matched would be five',
      48,
      41,
      36,
      'before matchedLevels change',
    ],
    [
      'few lost: no levels beside the change, and the second’s for twelve are new',
      40,
      49,
      37,
      'before after change',
    ],
    ['few lost and nobody new: the second’s level would give away the first’s', 40, 37, 37, 'before change'],
    ['too few matched: no change', 24, 19, 9, 'before after'],
    ['the same employers both times', 30, 30, 30, 'before after matchedLevels change'],
    ['too few the second time', 24, 9, 9, 'before'],
    ['too few both times', 9, 8, 7, ''],
  ])('%s', (_, before, after, matched, what) => expect(seen(before, after, matched).join(' ')).toBe(what));

  it('goes by the threshold that is set', () =>
    expect(seen(24, 19, 9, 5).join(' ')).toBe('before after matchedLevels change'));
});
