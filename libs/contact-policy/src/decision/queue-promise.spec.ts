import { chances } from '../../../../test/support/odd-words.js';
import { decide } from './contact-policy.rules.js';
import type { ContactEvent, ContactMessage, ContactSettings } from './contact-policy.types.js';
import { contactSettings, programRules } from './contact-rules.rules.js';

const START = new Date('2026-11-25T09:30:00Z');
const DAY = 86_400_000;
const MANY = 120;

/** A line of messages to a few people at a few employers, limits and what has been, different for each number. */
function situation(seed: number) {
  const next = chances(seed);
  const pick = <T>(...some: T[]): T => some[Math.floor(next() * some.length)]!;
  const from = (days: number) => new Date(START.getTime() + Math.floor(days * DAY));
  const limit = (days: number) => ({ max: pick(1, 1, 2, 3), days });
  const pair = () => ({ short: limit(pick(3, 7, 14)), long: pick(null, limit(pick(30, 60))) });
  const rules = { ...programRules('england-and-wales'), limits: { employer: pair(), person: pair() } };
  const settings: ContactSettings = contactSettings(rules, null);
  const messages = Array.from({ length: 2 + Math.floor(next() * 6) }, (_, n): ContactMessage => {
    const advertises = next() < 0.4;
    return {
      id: `m${pick('a', 'b', 'c')}${n}`,
      channel: 'mail',
      purpose: advertises ? 'engagement' : 'invitation',
      promotional: false,
      chargedFor: false,
      employer: pick('e1', 'e1', 'e2'),
      person: pick('p1', 'p1', 'p2', 'p3'),
      toRole: null,
      dueAt: pick(from(-1), from(0), from(next()), from(next() * 30)),
      waitingSince: null,
      expiresAt: pick(null, null, from(5 + next() * 60)),
      immediate: false,
      replyTo: null,
      mailing: pick(null, null, 'w1', 'w2'),
      topic: null,
      family: null,
      step: 1,
      priority: pick(null, null, null, 4),
      mergeable: false,
      override: pick(null, null, null, null, {
        by: 'Sam',
        reason: 'They asked',
        covers: pick<('limits' | 'hours')[]>(['limits'], ['hours'], ['limits', 'hours']),
      }),
      state: 'queued',
      keyEnded: null,
      restored: false,
      rulePaused: false,
    };
  });
  const history = Array.from(
    { length: Math.floor(next() * 4) },
    (): ContactEvent => contact(from(-next() * 30), pick('e1', 'e2'), pick(null, 'p1', 'p2')),
  );
  return { settings, messages, history };
}

const contact = (
  at: Date,
  employer: string | null,
  person: string | null,
  mailing: string | null = null,
): ContactEvent => ({
  at,
  kind: 'mail',
  direction: 'out',
  state: 'sent',
  agency: 'own',
  employer,
  person,
  purpose: 'invitation',
  promotional: false,
  mailing,
  replyTo: null,
});

/**
 * What each message is told at the start, knowing so many of the others, and what becomes of it when the sender looks at
 * it whenever the decision said: an instant, or "never".
 */
function played(seed: number, known = Infinity): { told: string[]; happened: string[] } {
  const { settings, messages, history } = situation(seed);
  const company = (id: string | null) => id && { id, legalForm: 'company', closed: false };
  const person = (id: string | null) =>
    id && {
      id,
      address: `${id}@firm.example`,
      addressKind: 'work' as const,
      left: false,
      consent: null,
      softOptIn: null,
    };
  const waiting = new Map(messages.map((one) => [one.id, { one, lookAt: START }]));
  const told = new Map<string, string>();
  const happened = new Map<string, string>();
  const ask = (one: ContactMessage, now: Date, most = Infinity) => {
    const others = [...waiting.values()].filter((other) => other.one !== one).map((other) => other.one);
    const [employer, recipient] = [company(one.employer) || null, person(one.person) || null];
    return decide(settings, one, employer, recipient, history, [], others.slice(0, most), now);
  };
  for (const one of messages) {
    const { decision, until } = ask(one, START, known);
    told.set(one.id, decision === 'never' ? 'never' : (until ?? START).toISOString());
  }
  while (waiting.size) {
    const now = new Date(Math.min(...[...waiting.values()].map((one) => one.lookAt.getTime())));
    for (const [id, state] of waiting) {
      if (state.lookAt > now) continue;
      const { decision, until } = ask(state.one, now);
      if (decision === 'hold') {
        state.lookAt = until!;
        continue;
      }
      waiting.delete(id);
      happened.set(id, decision === 'send' ? now.toISOString() : 'never');
      if (decision === 'send')
        history.push(contact(now, state.one.employer, state.one.person, state.one.mailing));
    }
  }
  return { told: [...told].map(String).sort(), happened: [...happened].map(String).sort() };
}

describe('what a message in line is told at the start', () => {
  it.each(Array.from({ length: MANY }, (_, seed) => seed))('is what becomes of it: line %i', (seed) => {
    const { told, happened } = played(seed);
    expect(happened).toEqual(told);
  });

  it('control: who knows of one other only is often told what does not come', () => {
    const wrong = Array.from({ length: MANY }, (_, seed) => played(seed, 1)).filter(
      ({ told, happened }) => told.join() !== happened.join(),
    );
    expect(wrong.length).toBeGreaterThan(MANY / 10);
  });
});
