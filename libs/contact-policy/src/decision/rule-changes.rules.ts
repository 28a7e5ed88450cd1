import type { ContactLimits } from './contact-policy.types.js';
import type { ContactRules } from './contact-rules.rules.js';

const limitText = (limit: ContactLimits['employer']['short']): string =>
  limit === null ? 'usual' : limit.days ? `${limit.max}/${limit.days}` : String(limit.max);

/** Each rule as a text of its own: lists with commas, a limit as `1/14`, `unlimited` or `usual`; null: nothing. */
function texts({ limits, ...rules }: ContactRules): Record<string, string | null> {
  const said = Object.entries(rules).map(([key, value]): [string, string | null] => [
    key,
    Array.isArray(value)
      ? value.join(', ') || null
      : typeof value === 'boolean'
        ? value
          ? 'yes'
          : 'no'
        : String(value),
  ]);
  return {
    ...Object.fromEntries(said),
    employerShort: limitText(limits.employer.short),
    employerLong: limitText(limits.employer.long),
    personShort: limitText(limits.person.short),
    personLong: limitText(limits.person.long),
  };
}

/** What differs between two sets of rules, rule by rule: what it was and what it is. */
export function ruleChanges(
  before: ContactRules,
  after: ContactRules,
): Record<string, [before: string | null, after: string | null]> {
  const [was, is] = [texts(before), texts(after)];
  return Object.fromEntries(
    Object.keys(is).flatMap((key) => (was[key] === is[key] ? [] : [[key, [was[key] ?? null, is[key]!]]])),
  );
}
