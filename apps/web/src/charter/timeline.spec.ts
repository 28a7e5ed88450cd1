import { SYSTEM_ACTOR } from '#platform';
import { timeline } from './timeline.js';

describe('a signature on the timeline', () => {
  const byline = (signatoryRole: string, contactName?: string) =>
    timeline['signatories.signed']!({
      kind: 'signatories.signed',
      at: new Date('2026-11-24T09:00:00Z'),
      actor: SYSTEM_ACTOR,
      subject: 'charter:1',
      data: { signatoryRole, contactName, version: '1', reviewDueOn: '2028-11-24' },
    } as never).byline;
  it.each([
    ['MD', undefined, 'Signed by the managing director'],
    ['Managing director', undefined, 'Signed by the managing director'],
    ['HR director', undefined, 'Signed by the HR director'],
    ['MD', 'Robin Example', 'Signed by Robin Example, managing director'],
  ])('of %s, %s, reads in words', (role, name, words) => expect(byline(role, name)).toBe(words));
});
