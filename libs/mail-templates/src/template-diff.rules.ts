/** A run of words that stayed, went or came. */
export interface Change {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Pairs of words compared, at most; beyond it a text counts as wholly new. */
const LARGEST = 4_000_000;

/** What changed from one text to another, word by word (longest common subsequence), line ends kept. */
export function changesOf(before: string, after: string): Change[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  const changes = new Changes();
  for (const word of old.slice(0, head)) changes.add('same', word);
  between(old.slice(head, old.length - tail), now.slice(head, now.length - tail), changes);
  for (const word of old.slice(old.length - tail)) changes.add('same', word);
  return changes.all;
}

class Changes {
  readonly all: Change[] = [];

  add(kind: Change['kind'], text: string): void {
    const last = this.all.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.all.push({ kind, text });
  }
}

function between(old: string[], now: string[], changes: Changes): void {
  if (old.length * now.length > LARGEST) {
    for (const word of old) changes.add('gone', word);
    for (const word of now) changes.add('new', word);
    return;
  }
  // common[i][j]: how many words old from i and now from j have in common.
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        old[i] === now[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length)
    if (i < old.length && j < now.length && old[i] === now[j]) {
      changes.add('same', old[i]!);
      i += 1;
      j += 1;
    } else if (
      i < old.length &&
      (j === now.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
    ) {
      changes.add('gone', old[i]!);
      i += 1;
    } else {
      changes.add('new', now[j]!);
      j += 1;
    }
}

/** Words with the blanks after them; a line end is a word. */
const wordsOf = (text: string): string[] => text.match(/\n|[^\s]+[^\S\n]*|[^\S\n]+/g) ?? [];
