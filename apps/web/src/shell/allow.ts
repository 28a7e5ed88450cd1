import { SetMetadata } from '@nestjs/common';
import type { Condition, Resource, Verb } from '#access';

/** What a route is about, where a right may reach some records only. */
export interface Subject {
  /** The parameter of its address that holds the record's id. */
  subject?: string;
  /** It decides about what others proposed, so it is not for those who only propose (condition `draft`). */
  decidesDrafts?: true;
  /** Nothing but the caller's own account or sign-in. */
  about?: 'oneself';
  /** Also for somebody signed in who holds no role any more: the way out. */
  withoutRole?: true;
  /** What of a right no guard can keep and the handler sees to (`Owed`); asked before it changes anything. */
  keeps?: readonly (Condition | 'scope')[];
  /** Why it does nothing yet of what names and count are shown for (condition `preview`). */
  prepares?: string;
}

/** What a route states about who may use it; read by the guard, the OpenAPI document and the tests. */
export type Policy =
  | ({ kind: 'right'; resource: Resource; verb: Verb } & Subject)
  | {
      kind: 'link';
      purpose: string;
      resource: Resource;
      verb: Verb;
      fromAnywhere?: string;
      showsEnd?: boolean;
      keeps?: readonly (Condition | 'scope')[];
    }
  | { kind: 'anyone'; why: string; secretAddress?: boolean };

/** Whether a route is a public page: its address names the area. `/:areaId` is an id like any other. */
export const isPublicPage = (pattern: string): boolean => /\/:area(\/|$)/.test(pattern);

/** Metadata key of a route's policy. */
export const POLICY = 'crm:policy';

/**
 * Only who holds this verb on this resource (access matrix). A route with `:area` in its address is a public page:
 * there the caller counts as the public, and the area comes from the address. Everywhere else it needs a sign-in.
 * `subject`: where the matrix gives somebody their own records only, or asks something of the record, the guard looks
 * at the one this parameter names (`RecordStandings`).
 */
export const Allow = (resource: Resource, verb: Verb, options: Subject = {}) =>
  SetMetadata(POLICY, { kind: 'right', resource, verb, ...options } satisfies Policy);

/**
 * A page reached by a personal link: the guard finds what the token of its address opens, and `who.link` says it.
 * `fromAnywhere`: why a POST needs neither a form token nor one of our pages; then the address alone must be enough to
 * allow what it does. `showsEnd`: the handler has a page of its own for a link that has ended; then `who.link.ended`.
 */
export const AllowLink = (
  purpose: string,
  resource: Resource,
  verb: Verb,
  options: { fromAnywhere?: string; showsEnd?: boolean; keeps?: readonly Condition[] } = {},
) => SetMetadata(POLICY, { kind: 'link', purpose, resource, verb, ...options } satisfies Policy);

/**
 * Anybody, signed in or not; for the few routes that are about no record. `why` is read by people.
 * `secretAddress`: the address holds a token, so it is never passed on as a referrer.
 */
export const AllowAnyone = (why: string, options: { secretAddress?: boolean } = {}) =>
  SetMetadata(POLICY, { kind: 'anyone', why, ...options } satisfies Policy);
