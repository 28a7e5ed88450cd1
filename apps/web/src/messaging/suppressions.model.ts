import {
  type ConsentKind,
  isWish,
  type SuppressionRow,
  scopeLabel,
  sourceLabel,
  suppressionScopes,
  suppressionSources,
  topics,
  untilLabel,
} from '#contact-policy';
import type { ContactAddress } from '#employers';
import { type AddressStatus, type LiftRights, mayLift } from '#messaging';
import { plainDate } from '#platform';

/** What each scope means, for staff. */
const MEANS = {
  all: 'nothing goes, not even confirmations',
  'all-but-service': 'only emails about their bookings go',
  engagement: 'surveys and emails about their bookings go on',
} as const;

export const kindWords: Record<ConsentKind, string> = {
  consent: 'Consent',
  'soft-opt-in': 'Soft opt-in',
};

/** One stop as a line of a page. `people`: who has the address now, where that is known and may be seen. */
export function stopLine(
  stop: SuppressionRow,
  rights: LiftRights & { lift: boolean },
  people: ContactAddress[] = [],
) {
  return {
    id: stop.id,
    scope: scopeLabel(stop),
    means: stop.scope === 'topic' ? 'other emails go on' : MEANS[stop.scope],
    tone: stop.until ? ('amber' as const) : stop.why === 'bounce' ? ('red' as const) : ('grey' as const),
    until: stop.until ? untilLabel(stop.until) : '',
    reason: stop.reason,
    source: sourceLabel[stop.source],
    by: stop.source === 'staff' ? (stop.actor.label ?? '') : '',
    since: stop.since,
    everywhere: stop.areaId === null,
    wish: isWish(stop.why),
    complaint: stop.why === 'complaint',
    mayLift: rights.lift && mayLift(stop, rights),
    people,
  };
}

/** What is known of an address that was looked up. */
export function addressModel(
  address: string,
  standing: AddressStatus,
  rights: LiftRights & { lift: boolean },
  people: ContactAddress[],
) {
  return {
    address,
    people,
    stops: standing.stops.map((stop) => stopLine(stop, rights)),
    permissions: standing.permissions.map(({ kind, givenAt, how, source }) => ({
      kind,
      text: `${kindWords[kind]} of ${plainDate(givenAt)}`,
      how,
      source: source === 'link' ? 'Themselves, on their own page' : 'Staff',
    })),
  };
}

/** What can be chosen on the page. */
export const choicesOfBlocking = [
  { value: 'engagement', text: 'Advertising', hint: 'Surveys and emails about their bookings still go' },
  ...topics.map(({ name, title }) => ({
    value: `topic:${name}`,
    text: title,
    hint: 'Other emails still go',
  })),
  { value: 'all-but-service', text: 'Everything but emails about their bookings' },
  { value: 'all', text: 'Everything', hint: 'Not even confirmations of bookings' },
];

/** The filters of the list. */
export const filtersOf = (query: { scope?: string; source?: string }) => ({
  scopes: [
    { value: '', text: 'Anything' },
    ...suppressionScopes.map((scope) => ({
      value: scope,
      text: scope === 'topic' ? 'One topic' : scopeLabel({ scope, topic: null }),
      selected: scope === query.scope,
    })),
  ],
  sources: [
    { value: '', text: 'Anybody' },
    ...suppressionSources.map((source) => ({
      value: source,
      text: sourceLabel[source],
      selected: source === query.source,
    })),
  ],
});
