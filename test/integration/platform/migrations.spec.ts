import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '#platform';
import { migrations } from '../../../migrations/index.js';

const NAME = /^(\d{4})-[a-z0-9-]+\.[jt]s$/;
/** The newest there was when it began to matter that the version before goes on working beside a new one. */
const BEFORE = '0036';

const filesOf = (folder: string): string[] =>
  readdirSync(projectPath(folder))
    .filter((file) => NAME.test(file))
    .sort();
const sources = filesOf('migrations');

/** What is wrong with these names of files and of the classes in them, in the same order. */
function problemsOf(files: readonly string[], classes: readonly string[]): string[] {
  const numbers = files.map((file) => file.slice(0, 4));
  return [
    ...numbers
      .filter((number, at) => numbers.indexOf(number) !== at)
      .map((number) => `${number} is there twice`),
    ...files.flatMap((file, at) =>
      classes[at]?.endsWith(`1764000000${file.slice(1, 4)}`) ? [] : [`${file} has ${classes[at]}`],
    ),
  ];
}

/** What the version before may still need, or what it does not know it has to give. */
const TAKES_AWAY = [
  /\bDROP\b/i,
  /\bRENAME\b/i,
  /\bALTER\s+TYPE\b/i,
  /\bALTER\s+(?:COLUMN\s+)?\w+\s+(?:SET\s+DATA\s+)?TYPE\b/i,
  /\bSET\s+NOT\s+NULL\b/i,
  /\bADD\s+COLUMN\b(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b/i,
  /\bREVOKE\b(?!.*\bFROM\s+PUBLIC\b)/i,
];
/** In which migration or release the last use went; or why the version before never notices. */
const SAYS_SO = /^\s*\/\/ contracts: (?:(?:\d{4}|\d+\.\d+\.\d+)\b|nothing, because .{10})/m;

/** Whether it takes something away and does not say so. Comments in SQL and TypeScript do not count. */
const takesAwayInSilence = (text: string): boolean => {
  const sql = text.replace(/--.*|^\s*(?:\/\/|\/?\*).*/gm, '');
  return TAKES_AWAY.some((one) => one.test(sql)) && !SAYS_SO.test(text);
};

describe('migrations', () => {
  it('have each a number of its own, the one in the name of its class, and run in that order', () => {
    expect(sources.length).toBeGreaterThan(28);
    expect(
      problemsOf(
        sources,
        migrations.map((migration) => migration.name),
      ),
    ).toEqual([]);
    expect(
      problemsOf(
        ['0001-base.ts', '0001-late.ts', '0003-three.ts'],
        ['Base1764000000001', 'Late1764000000001', 'Three1764000000004'],
      ),
    ).toEqual(['0001 is there twice', '0003-three.ts has Three1764000000004']);
  });

  it('run from dist/ as they stand in the sources: none is left there that a source has no more', () => {
    expect(filesOf('dist/migrations')).toEqual(sources.map((file) => file.replace(/ts$/, 'js')));
  });

  it('that take something away say since when nothing uses it (decision 0027)', () => {
    const silent = sources.filter(
      (file) =>
        file.slice(0, 4) > BEFORE &&
        takesAwayInSilence(readFileSync(join(projectPath('migrations'), file), 'utf8')),
    );
    expect(silent).toEqual([]);
  });

  it.each([
    ['DROP TABLE caught_mail', true],
    ['DROP FUNCTION write_journal(text, uuid[])', true],
    ['ALTER TABLE message DROP COLUMN html', true],
    ['ALTER TABLE message DROP html', true],
    ['ALTER TABLE message RENAME COLUMN html TO page', true],
    ['ALTER TABLE message RENAME TO mail', true],
    ['ALTER TABLE message ALTER COLUMN state TYPE integer', true],
    ['ALTER TABLE message ALTER state SET DATA TYPE integer', true],
    ['ALTER TYPE state ADD VALUE $$new$$', true],
    ['ALTER TABLE message\n  ALTER COLUMN reason\n  SET NOT NULL', true],
    ['REVOKE UPDATE (reason) ON message FROM crm_program', true],
    ['REVOKE EXECUTE ON FUNCTION mail_timeline() FROM PUBLIC', false],
    ['ALTER TABLE message DROP CONSTRAINT message_send_key_key', true],
    ['ALTER TABLE message ALTER COLUMN lane DROP DEFAULT', true],
    ['ALTER TABLE message ADD COLUMN note text NOT NULL', true],
    ["ALTER TABLE message ADD COLUMN note text NOT NULL DEFAULT ''", false],
    ['CREATE TABLE note (id uuid PRIMARY KEY, words text NOT NULL)', false],
    ['-- What DROP TABLE would do.\nCREATE TABLE letter (id uuid PRIMARY KEY)', false],
    ['ALTER TABLE message ADD COLUMN note text', false],
  ])('are seen by it to take away or not: %s', (sql, takes) => {
    expect(takesAwayInSilence(`await db.query(\`\n${sql}\`)`)).toBe(takes);
    for (const since of ['0041', '0.3.0', 'nothing, because the check made in its place lets more in'])
      expect(takesAwayInSilence(`// contracts: ${since}\nawait db.query(\`\n${sql}\`)`)).toBe(false);
    expect(takesAwayInSilence(`// contracts: soon\nawait db.query(\`\n${sql}\`)`)).toBe(takes);
  });
});
