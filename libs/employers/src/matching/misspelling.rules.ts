/**
 * Whether two words are one with a slip of the fingers: a letter too many, too few, wrong or out of turn; two in a long word.
 * Never where a digit stands, in short words, or at the first letter: "unit 4" and "unit 5", "hall" and "hill", "Barton"
 * and "Marton" are not slips. Both in lower case.
 */
export function isMisspelt(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < SHORTEST || /\d/.test(a) || /\d/.test(b)) return false;
  if (a[0] !== b[0] && !(a[0] === b[1] && a[1] === b[0])) return false;
  return distanceWithin(short, long, short.length >= LONG ? 2 : 1);
}

const SHORTEST = 5;
const LONG = 10;

/** Whether one becomes the other by at most so many steps, two letters that change places being one (optimal string alignment). */
export function distanceWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return false;
    before = last;
    last = row;
  }
  return last[b.length]! <= most;
}
