import { states } from '#messaging';
import {
  exactly,
  groups,
  mark,
  moment,
  nextStep,
  stateWords,
  templatePage,
} from './message-status.labels.js';

describe('how fates are said', () => {
  it('puts every state into exactly one tab, so that the counts add up', () => {
    expect(groups.flatMap((group) => group.states).sort()).toEqual([...states].sort());
    expect(Object.keys(stateWords).sort()).toEqual([...states].sort());
  });

  it('says when a mail goes, in UK time on both sides of a clock change', () => {
    const now = new Date('2027-03-27T12:00:00Z');
    expect(mark({ state: 'queued', nextAttemptAt: new Date('2027-03-28T08:00:00Z') }, now).text).toBe(
      'Goes 28 Mar 2027, 9am',
    );
    expect(mark({ state: 'queued', nextAttemptAt: now }, now).text).toBe('Waiting');
    expect(moment(new Date('2027-10-31T09:00:00Z'))).toBe('31 Oct 2027, 9am');
    expect(exactly(new Date('2026-11-24T09:01:07Z'))).toBe('24 November 2026, 9:01:07am');
  });

  it('says that nothing more goes only of an address that is dead', () => {
    const next = (reason: string) =>
      nextStep({ state: 'bounced', nextAttemptAt: null, reason }, new Date()).text;
    for (const dead of [
      'The address does not exist: “550 5.1.1 No such user”.',
      'Came back: the address does not exist (5.1.1).',
    ])
      expect(next(dead)).toContain('Nothing more goes to this address');
    expect(next('Came back: the mailbox is full (5.2.2).')).toBe(
      'Send it again once the address takes email.',
    );
  });

  it('leads from mail that is held for its words to these, from a test to those it tries', () => {
    const held = { state: 'held', nextAttemptAt: null, template: 'surveys.survey-invitation' } as const;
    for (const hold of ['missing-value', 'template-broken'])
      expect(nextStep({ ...held, hold }, new Date()).link?.href).toBe(
        '/mail/templates/surveys.survey-invitation',
      );
    expect(nextStep({ ...held, hold: 'legal_form_unknown' }, new Date()).link).toBeUndefined();
    expect(templatePage('test-of:surveys.survey-invitation')).toBe(
      '/mail/templates/surveys.survey-invitation',
    );
  });
});
