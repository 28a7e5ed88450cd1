import { z } from 'zod';
import { type SuppressionTerms, suppressionScopes, suppressionSources, topics } from '#contact-policy';
import { endOfDay, londonDay, startOfDay } from '#platform';
import { FormRefused, field, oneOf, place } from '../shell/index.js';

/** What the list is narrowed to. */
export const blockedFilter = z.object({
  scope: oneOf(['', ...suppressionScopes]),
  source: oneOf(['', ...suppressionSources]),
});
/** Query of the page: besides, an address to look up. */
export const blockedQuery = blockedFilter.extend({ ...place, address: z.string().trim().max(254).catch('') });

/** A stop on somebody's word. `scope` is one of the scopes, or `topic:<name>`. */
export const blockForm = z.object({
  address: field.email(),
  scope: z.enum(['all', 'all-but-service', 'engagement', ...topics.map(({ name }) => `topic:${name}`)], {
    error: 'Choose what they do not want',
  }),
  until: field.maybeDay('Enter a day'),
  reason: field.reason(),
});

/** The stop a form means. The day is the first on which mail may go again. Throws `FormRefused` for one that has begun. */
export function blockFrom(
  form: z.output<typeof blockForm>,
  now: Date,
): Pick<SuppressionTerms, 'scope' | 'topic' | 'until'> {
  const topic = form.scope.startsWith('topic:') ? form.scope.slice('topic:'.length) : null;
  const scope = topic ? ('topic' as const) : (form.scope as 'all' | 'all-but-service' | 'engagement');
  if (form.until && form.until <= londonDay(now))
    throw new FormRefused({ until: 'Enter a day after today, or leave it empty' });
  return { scope, topic, until: form.until ? startOfDay(form.until) : null };
}

/** A yes to advertising that staff were given, or one taken back. */
export const yesForm = z.object({
  address: field.email(),
  kind: z.enum(['consent', 'soft-opt-in'], 'Choose which kind of yes it is'),
  on: field.day('Enter the day on which they said yes'),
  how: field.reason('Say how they said yes, in 10 to 300 characters'),
});

/** The instant of a day in a form: its start, or of today the present moment. */
export const instantOn = (on: string, now: Date): Date =>
  on === londonDay(now) ? now : on > londonDay(now) ? endOfDay(on) : startOfDay(on);

export const takeBackForm = z.object({
  address: field.email(),
  kind: z.enum(['consent', 'soft-opt-in']),
  backReason: field.reason('Say how they took it back, in 10 to 300 characters'),
});

export const liftForm = z.object({ reason: field.reason(), address: field.maybeText(254) });
