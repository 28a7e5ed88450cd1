import type { Activities, Contact, Contacts, Employer } from '#employers';
import { type EmployerFact, employerFacts, type TimelineFact, type Tx } from '#platform';
import type { Principal, TimelineEntry, TimelineWords } from '../shell/index.js';
import type { RecordParts, Undo } from './record.parts.js';

export type ShownEntry = TimelineEntry & {
  id: string;
  at: Date;
  quote?: string | undefined;
  /** The form that takes it back, where this reader may. */
  undo?: Undo | undefined;
};

export interface TimelineQuestion {
  employer: Employer;
  /** People of the employer that were read already: they are not read again. */
  people: readonly Contact[];
  /** Key of one group; undefined: all this reader may see. */
  show: string | undefined;
  limit: number;
  now: Date;
}

/** An employer's timeline as this reader may see it, the newest first. */
export async function readTimeline(
  tx: Tx,
  who: Principal,
  from: { activities: Activities; contacts: Contacts; parts: RecordParts },
  { employer, people: known, show, limit, now }: TimelineQuestion,
): Promise<{ entries: ShownEntry[]; total: number }> {
  const { areaId } = employer;
  const prefixes = from.parts
    .groups(who)
    .filter((group) => !show || group.key === show)
    .flatMap((group) => group.prefixes);
  if (!prefixes.length) return { entries: [], total: 0 };
  const { facts, total } = await employerFacts(tx, areaId, employer.id, { prefixes, limit });
  const activities = await from.activities.getMany(
    tx,
    areaId,
    facts.flatMap((f) => (typeof f.data['activityId'] === 'string' ? [f.data['activityId']] : [])),
  );
  const people = new Map(known.map((one) => [one.id, one]));
  const others = [...new Set(facts.flatMap((f) => f.contactId ?? []))].filter((id) => !people.has(id));
  if (others.length)
    for (const [id, one] of await from.contacts.getMany(tx, areaId, others)) people.set(id, one);
  const shown = { who, employer, facts, now };
  const enriched = await from.parts.enrich(tx, shown);
  const undoOf = await from.parts.undo(tx, shown);
  const words = from.parts.words();
  const agencyId = who.agencyIn(areaId);
  const readsOthers = seesWordsOfOthers(who, areaId);
  const entries = facts.map((fact): ShownEntry => {
    const activity = activities.get(String(fact.data['activityId']));
    const own = activity !== undefined && activity.agencyId === agencyId;
    const maySee = own ? who.may('activity_own', 'see', areaId) : readsOthers;
    const said = {
      ...fact,
      data: {
        ...shared(fact.data, who),
        ...enriched(fact),
        ...(fact.contactId && { contactName: people.get(fact.contactId)?.name }),
        ...(activity && {
          agency: activity.agency,
          byName: activity.byName,
          another: !own,
          ...(maySee && {
            subjectText: activity.subject,
            outcome: activity.outcome,
            direction: activity.direction,
          }),
        }),
      },
    };
    return {
      ...entryOf(words, said),
      id: fact.id,
      at: fact.at,
      quote: maySee ? (activity?.notes ?? undefined) : undefined,
      undo: undoOf(fact),
    };
  });
  return { entries, total };
}

/**
 * Whether the reader sees what other agencies wrote (`activity.not_private`): coordinators do. Partners and regional leads
 * see who was in touch and when (`activity.shared`).
 */
function seesWordsOfOthers(who: Principal, areaId: string): boolean {
  const right = who.right('activity_other', 'see', areaId);
  return right !== undefined && right.fields !== 'activity.shared';
}

/** Of a stage a partner sees which it is; why it was moved are the team's own words (access matrix, `employer.shared`). */
const shared = ({ why, ...data }: EmployerFact['data'], who: Principal): EmployerFact['data'] =>
  who.fieldSet === undefined ? { ...data, why } : data;

/** A kind no page has words for is shown by its name, so that nothing is missing. */
const entryOf = (words: TimelineWords, fact: TimelineFact): TimelineEntry =>
  (words[`${fact.kind}:${String(fact.data['channel'])}`] ?? words[fact.kind])?.(fact) ?? {
    icon: 'info',
    title: fact.kind.split('.').at(-1)!.replaceAll('-', ' '),
    byline: fact.actor.label,
  };
