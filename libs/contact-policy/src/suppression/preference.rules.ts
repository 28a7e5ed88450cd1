import { isWish, type SuppressionReason, type SuppressionTerms } from './suppression.rules.js';
import { topics } from './topics.js';

/** What somebody may choose of what is sent to them. `some`: all but what is left out; `pause`: nothing before a date, then that. */
export const preferenceChoices = ['everything', 'some', 'service', 'nothing', 'pause'] as const;
export type PreferenceChoiceKind = (typeof preferenceChoices)[number];

/** What one can leave out apart from topics: whatever advertises, of any topic. */
export const ADVERTISING = 'advertising';

export interface PreferenceChoice {
  kind: PreferenceChoiceKind;
  /** Of `some` and `pause`: names of topics, and `advertising`. */
  leaveOut: readonly string[];
  /** Of `pause`: the first instant on which mail may go again. */
  until: Date | null;
  /** In every area of the installation; for `service` and `nothing`. */
  everywhere: boolean;
}

type Standing = Pick<SuppressionTerms, 'scope' | 'topic' | 'until'> & {
  why: SuppressionReason;
  areaId: string | null;
};

/** What the person can take back on their own page: their wishes, but not a report as spam, nor a dead address. */
export const isTheirs = (stop: { why: SuppressionReason }): boolean =>
  isWish(stop.why) && stop.why !== 'complaint';

/** The choice that is in force, from the stops in force. A pause is named before what else was left out. */
export function choiceOf(stops: readonly Standing[]): PreferenceChoice {
  const theirs = stops.filter(isTheirs);
  const forGood = theirs.filter((stop) => stop.until === null);
  const pause = theirs.find((stop) => stop.until !== null);
  const has = (scope: SuppressionTerms['scope']) => forGood.some((stop) => stop.scope === scope);
  const leaveOut = forGood.flatMap((stop) =>
    stop.scope === 'topic' ? (stop.topic ?? []) : stop.scope === 'engagement' ? ADVERTISING : [],
  );
  const kind: PreferenceChoiceKind = has('all')
    ? 'nothing'
    : has('all-but-service')
      ? 'service'
      : pause
        ? 'pause'
        : leaveOut.length
          ? 'some'
          : 'everything';
  return {
    kind,
    leaveOut,
    until: pause?.until ?? null,
    everywhere: theirs.some((stop) => stop.areaId === null),
  };
}

/** The stops a choice means. */
export function suppressionsOfChoice(
  choice: PreferenceChoice,
): Pick<SuppressionTerms, 'scope' | 'topic' | 'until'>[] {
  const stop = (
    scope: SuppressionTerms['scope'],
    topic: string | null = null,
    until: Date | null = null,
  ) => ({
    scope,
    topic,
    until,
  });
  const leftOut = [
    ...(choice.leaveOut.includes(ADVERTISING) ? [stop('engagement')] : []),
    ...topics.filter(({ name }) => choice.leaveOut.includes(name)).map(({ name }) => stop('topic', name)),
  ];
  switch (choice.kind) {
    case 'everything':
      return [];
    case 'nothing':
      return [stop('all')];
    case 'service':
      return [stop('all-but-service')];
    case 'pause':
      return [stop('all-but-service', null, choice.until), ...leftOut];
    case 'some':
      return leftOut;
  }
}

/** What has to be lifted and what added so that the choice is what is in force. */
export function changeTo<S extends Standing>(
  areaId: string,
  stops: readonly S[],
  choice: PreferenceChoice,
): { lift: S[]; add: Pick<SuppressionTerms, 'scope' | 'topic' | 'until'>[] } {
  const home = choice.everywhere && ['service', 'nothing'].includes(choice.kind) ? null : areaId;
  const wanted = suppressionsOfChoice(choice);
  const same = (a: Pick<SuppressionTerms, 'scope' | 'topic' | 'until'>, b: Standing) =>
    a.scope === b.scope &&
    a.topic === b.topic &&
    a.until?.getTime() === b.until?.getTime() &&
    b.areaId === home;
  const theirs = stops.filter(isTheirs);
  return {
    lift: theirs.filter((stop) => !wanted.some((one) => same(one, stop))),
    add: wanted.filter((one) => !theirs.some((stop) => same(one, stop))),
  };
}

/** "r…@example.org": enough for its owner, of no use to others. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const first = [...address][0];
  return at > 1 ? `${first}…${address.slice(at)}` : `…${address.slice(Math.max(at, 0))}`;
}
