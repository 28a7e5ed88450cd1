import type { Command } from 'commander';
import { type Analysis, analyse, changeSentence, readFolder, rounded, SCORE_UNIT } from '#surveys';
import { answer, table } from './output.js';

/** `surveys analyse FOLDER`: the analysis of a survey laid out as a folder. Needs no database. */
export function registerSurveys(program: Command): void {
  program
    .command('surveys')
    .description('survey answers')
    .command('analyse')
    .argument('<folder>', 'folder with waves.json, employers.csv and one CSV a wave')
    .description('who answered, scores and the matched change between every two waves')
    .option('--json', 'answer as JSON, figures unrounded')
    .action((folder: string, options: { json?: boolean }) => {
      const analysis = analyse(readFolder(folder));
      answer(options.json, analysis, inWords(analysis));
    });
}

function inWords(analysis: Analysis): string[] {
  const percent = (rate: number | null) => (rate === null ? '' : `${rounded(100 * rate, 0)}%`);
  const waves = Object.entries(analysis.waves).map(([id, w]) =>
    [id, w.invited, w.counted, percent(w.responseRate), w.lateCounted, w.tooLate].map(String),
  );
  const pairs = Object.entries(analysis.pairs).flatMap(([id, pair]) => [
    '',
    `${id}: ${pair.attrition.matched} answered both times, ${pair.attrition.lost} lost, ${pair.attrition.new} new`,
    ...Object.entries(pair.scales).map(
      ([scale, result]) => `  ${scale}: ${changeSentence(result.change, SCORE_UNIT)}`,
    ),
  ]);
  return [...table([['wave', 'invited', 'counted', 'response', 'late', 'too late'], ...waves]), ...pairs];
}
