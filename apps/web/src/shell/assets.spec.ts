import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceTextModule } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { projectPath } from '#platform';
import { oneModule } from './assets.scripts.js';
import { classesIn, classesUsed, frameworkSheets, frameworkStyles, tight } from './assets.styles.js';

const script = oneModule('apps/web/public/js/page.js');

/** The templates of our pages, text by path. */
const templates = readdirSync(projectPath('apps/web/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.njk'))
  .map((name) => [name, readFileSync(join(projectPath('apps/web/src'), name), 'utf8')] as const);

describe('the styles that are served', () => {
  const whole = new Set(frameworkSheets().flatMap(classesIn));
  const served = frameworkStyles(classesUsed([script]));
  const left = new Set(classesIn(served));

  it('have every class of the frameworks that a template names', () => {
    const missing = templates.flatMap(([name, text]) =>
      [...text.matchAll(/(?:govuk|moj)-(?:!-)?[\w-]*\w/g)]
        .map(([one]) => one)
        .filter((one) => whole.has(one) && !left.has(one))
        .map((one) => `${name}: ${one}`),
    );
    expect(missing).toEqual([]);
    // Through macros and through script as well.
    for (const one of [
      'govuk-hint',
      'govuk-password-input__toggle',
      'govuk-character-count',
      'govuk-frontend-supported',
    ])
      expect([one, left.has(one)]).toEqual([one, true]);
  });

  it('leave out what no page has', () => {
    expect(served.length).toBeLessThan(frameworkSheets().join('').length / 3);
    for (const one of ['govuk-cookie-banner', 'govuk-accordion', 'moj-multi-select__checkbox'])
      expect([one, whole.has(one), left.has(one)]).toEqual([one, true, false]);
    expect(served).not.toMatch(/@font-face|GDS Transport|\{\s*\}/);
  });

  it('are asked for by class, whatever else a selector says', () => {
    expect(classesIn('.govuk-a:not(.govuk-b), .moj-c > .x')).toEqual(['govuk-a', 'moj-c']);
  });

  it('lose comments and space, nothing else', () => {
    expect(tight('a > b { color: red; }\n/* no */\n.x::before { content: "a  b"; }')).toBe(
      'a > b{color: red;}.x::before{content: "a  b";}',
    );
  });
});

describe('the script that is served', () => {
  it('is one module that imports nothing', () => {
    const module = new SourceTextModule(script);
    expect(module.dependencySpecifiers).toEqual([]);
    expect(script).toContain('PasswordInput');
    expect(script).not.toMatch(/Accordion|^\s*\/\*\*/m);
  });
});
