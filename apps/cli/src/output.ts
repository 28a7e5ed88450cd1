/** The answer: one JSON document with `--json`, else lines of text. Nothing else may write to standard output. */
export function answer(json: boolean | undefined, data: unknown, text: string | string[]): void {
  process.stdout.write((json ? JSON.stringify(data, null, 2) : [text].flat().join('\n')) + '\n');
}

/** Columns of equal width, two spaces apart. */
export function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]!.length))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}

/** Something the operator can put right; the message says all there is to say. */
export class CliError extends Error {}
