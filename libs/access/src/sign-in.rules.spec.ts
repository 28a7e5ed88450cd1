import { refusedUntil } from './sign-in.rules.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, seconds));
const every = (seconds: number, n: number, from = 0) =>
  Array.from({ length: n }, (_, i) => at(from + i * seconds));

describe('after failed sign-ins', () => {
  it('nine in five minutes are let through, and ten within longer too', () => {
    expect(refusedUntil(every(10, 9), at(90))).toBeUndefined();
    expect(refusedUntil(every(40, 10), at(400))).toBeUndefined();
  });

  it('ten in five minutes are followed by a minute of refusal, then one try more', () => {
    const ten = every(1, 10);
    expect(refusedUntil(ten, at(10))).toEqual(at(69));
    expect(refusedUntil(ten, at(69))).toBeUndefined();
  });

  it('each further failure doubles the wait, up to 15 minutes', () => {
    const failures = every(1, 10);
    const waits: number[] = [];
    let now = at(9);
    for (let i = 0; i < 6; i++) {
      const until = refusedUntil(failures, now)!;
      waits.push((until.getTime() - failures.at(-1)!.getTime()) / 60_000);
      failures.push(until);
      now = until;
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it('an hour without a failure begins anew', () => {
    expect(refusedUntil(every(1, 12), at(3700))).toBeUndefined();
  });
});
