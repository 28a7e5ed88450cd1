import { ADVERTISING, topics } from '#contact-policy';
import { nowIs } from './unsubscribe.model.js';

const everything = [...topics.map(({ name }) => name), ADVERTISING];
const says = (leaveOut: string[], until: Date | null = null) =>
  nowIs({
    choice: { kind: 'some', leaveOut, until, everywhere: false },
    dead: false,
    reported: false,
  } as never);

describe('what comes by now, in words', () => {
  it('names what does not come, and that bookings still do', () => {
    expect(says([ADVERTISING])).toEqual([
      'We may write to you, but no offers.',
      expect.stringMatching(/^We still write about places you have booked/),
    ]);
  });

  it('is one plain sentence where nothing but bookings is left, now or after a pause', () => {
    expect(says(everything)).toEqual([expect.stringMatching(/^We write only about places you have booked/)]);
    expect(says(everything, new Date('2027-03-01T00:00:00Z'))).toEqual([
      expect.stringMatching(/^Until 1 March 2027 we write only about places you have booked/),
      'After that, still only about those.',
    ]);
  });
});
