import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type BounceReport, classifyBounce } from '#inbound-mail';
import { answer, CliError, table } from './output.js';

/** `bounces classify FILE…`: what returned mails report about each recipient. Needs no database. */
export function registerBounces(program: Command): void {
  program
    .command('bounces')
    .description('mail that came back')
    .command('classify')
    .argument('<file...>', 'raw mails (.eml); - reads one from standard input')
    .description('which recipients a bounce, complaint or automatic reply is about, and what it says of each')
    .option('--json', 'answer as JSON: an array, or for several files an object of arrays by file name')
    .action(async (files: string[], options: { json?: boolean }) => {
      const read: [string, BounceReport[]][] = [];
      for (const file of files) read.push([file, await classifyBounce(await bytesOf(file))]);
      answer(options.json, files.length === 1 ? read[0]![1] : Object.fromEntries(read), inWords(read));
    });
}

async function bytesOf(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin);
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new CliError(`${file} cannot be read: ${why}`);
  }
}

function inWords(read: [string, BounceReport[]][]): string[] {
  const several = read.length > 1;
  const rows = read.flatMap(([file, answers]) =>
    answers.map((a) => [
      ...(several ? [file] : []),
      ...[a.recipient, a.kind, a.action, a.status, a.reason].map((cell) => cell ?? '-'),
    ]),
  );
  return table([[...(several ? ['file'] : []), 'recipient', 'kind', 'action', 'status', 'reason'], ...rows]);
}
