import { z } from 'zod';
import { type SuppressionTerms, suppressionScopes, suppressionSources, topics } from '#contact-policy';
import { endOfDay, londonDay, startOfDay } from '#platform';
import type { FieldErrors } from '../shell/index.js';

/** Query of the page: an address to look up, filters of the list, and from where on. */
export const blockedQuery = z.object({
  address: z.string().trim().max(254).catch('').default(''),
  scope: z.enum(suppressionScopes).optional().catch(undefined),
  source: z.enum(suppressionSources).optional().catch(undefined),
  after: z.string().max(100).optional().catch(undefined),
});

const address = z.string().max(254, 'Use at most 254 characters').default('');
const reason = z.string().max(300, 'Use at most 300 characters').default('');
const day = z.iso.date('Enter a day').or(z.literal('')).default('');

/** A stop on somebody's word. `scope` is one of the scopes, or `topic:<name>`. */
export const blockForm = z.object({
  address,
  scope: z.enum(['all', 'all-but-service', 'engagement', ...topics.map(({ name }) => `topic:${name}`)], {
    error: 'Choose what they do not want',
  }),
  until: day,
  reason,
});

/** The stop a form means, or what is wrong with it. The day is the first on which mail may go again. */
export function blockFrom(
  form: z.output<typeof blockForm>,
  now: Date,
): { stop: Pick<SuppressionTerms, 'scope' | 'topic' | 'until'> } | { errors: FieldErrors } {
  const topic = form.scope.startsWith('topic:') ? form.scope.slice('topic:'.length) : null;
  const scope = topic ? ('topic' as const) : (form.scope as 'all' | 'all-but-service' | 'engagement');
  if (form.until && form.until <= londonDay(now))
    return { errors: { until: 'Enter a day after today, or leave it empty' } };
  return { stop: { scope, topic, until: form.until ? startOfDay(form.until) : null } };
}

/** A yes to advertising that staff were given, or one taken back. */
export const yesForm = z.object({
  address,
  kind: z.enum(['consent', 'soft-opt-in'], { error: 'Choose which kind of yes it is' }),
  on: z.iso.date('Enter the day on which they said yes'),
  how: z.string().max(300, 'Use at most 300 characters').default(''),
});

/** The instant of a day in a form: its start, or of today the present moment. */
export const instantOn = (on: string, now: Date): Date =>
  on === londonDay(now) ? now : on > londonDay(now) ? endOfDay(on) : startOfDay(on);

export const takeBackForm = z.object({ address, kind: z.enum(['consent', 'soft-opt-in']) });

export const liftForm = z.object({ reason, address: z.string().max(254).default('') });
