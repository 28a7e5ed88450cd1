import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type ContactCase, decideCase, instantText, readContactCases } from './contact-questions.js';
import { answer, CliError } from './output.js';

/** `contact decide FILE`: what the contact policy says to the questions of a file, and why. Needs no database. */
export function registerContact(program: Command): void {
  program
    .command('contact')
    .description('contact policy')
    .command('decide')
    .argument('<file>', 'JSON file shaped like test/data/automation/cases.json')
    .description('whether each message may go now, and if not until when and why')
    .option('--json', 'answer as JSON: id, decision, until and reason of each')
    .action((file: string, options: { json?: boolean }) => {
      const decided = readContactCases(textOf(file)).map((one) => ({ ...one, ...decideCase(one) }));
      const answers = decided.map(({ id, decision, until, reason }) => ({
        id,
        decision,
        until: instantText(until),
        reason,
      }));
      answer(options.json, answers, decided.map(inWords));
    });
}

const inWords = ({ id, name, sentence }: ContactCase & { sentence: string }): string =>
  `${[id, name].filter(Boolean).join(', ')}: ${sentence}`;

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError(`${file} cannot be read.`);
  }
}
