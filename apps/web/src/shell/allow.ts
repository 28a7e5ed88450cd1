import { SetMetadata } from '@nestjs/common';
import type { Resource, Verb } from '#access';

/** What a route states about who may use it; read by the guard, the OpenAPI document and the tests. */
export type Policy =
  | { kind: 'right'; resource: Resource; verb: Verb }
  | { kind: 'link'; purpose: string; resource: Resource; verb: Verb; fromAnywhere?: string }
  | { kind: 'anyone'; why: string; secretAddress?: boolean };

/** Whether a route is a public page: its address names the area. `/:areaId` is an id like any other. */
export const isPublicPage = (pattern: string): boolean => /\/:area(\/|$)/.test(pattern);

/** Metadata key of a route's policy. */
export const POLICY = 'crm:policy';

/**
 * Only who holds this verb on this resource (access matrix). A route with `:area` in its address is a public page:
 * there the caller counts as the public, and the area comes from the address. Everywhere else it needs a sign-in.
 */
export const Allow = (resource: Resource, verb: Verb) =>
  SetMetadata(POLICY, { kind: 'right', resource, verb } satisfies Policy);

/**
 * A page reached by a personal link; the handler itself calls `Links.find(purpose, token)`. `fromAnywhere`: why a POST
 * needs neither a form token nor one of our pages; then the address alone must be enough to allow what it does.
 */
export const AllowLink = (
  purpose: string,
  resource: Resource,
  verb: Verb,
  options: { fromAnywhere?: string } = {},
) => SetMetadata(POLICY, { kind: 'link', purpose, resource, verb, ...options } satisfies Policy);

/**
 * Anybody, signed in or not; for the few routes that are about no record. `why` is read by people.
 * `secretAddress`: the address holds a token, so it is never passed on as a referrer.
 */
export const AllowAnyone = (why: string, options: { secretAddress?: boolean } = {}) =>
  SetMetadata(POLICY, { kind: 'anyone', why, ...options } satisfies Policy);
