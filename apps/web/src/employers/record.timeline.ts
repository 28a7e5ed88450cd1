import { type Activities, type Contacts, mayReopen, mayUndo, type Stage } from '#employers';
import { type EmployerFact, employerFacts, type Tx } from '#platform';
import type { WaveReports } from '#surveys';
import type { Principal, TimelineEntry, TimelineWords } from '../shell/index.js';

/** What "Show" offers: which kinds of facts, and which right a reader needs for them. */
const groups = {
  contact: { text: 'Calls and visits', prefixes: ['employers.activity'], needs: undefined },
  stages: { text: 'Stages', prefixes: ['employers.stage'], needs: undefined },
  details: {
    text: 'Details and people',
    prefixes: ['employers.added', 'employers.import', 'employers.changed', 'employers.contact'],
    needs: ['contact', 'see'],
  },
  tasks: { text: 'Next steps', prefixes: ['employers.task'], needs: ['task', 'see'] },
  charter: { text: 'Charter', prefixes: ['signatories.'], needs: ['charter', 'see'] },
  training: {
    text: 'Training and forum',
    prefixes: ['bookings.', 'training.', 'events.'],
    needs: ['training_session', 'see'],
  },
  surveys: { text: 'Surveys', prefixes: ['surveys.'], needs: ['survey_wave', 'see'] },
  mail: { text: 'Emails', prefixes: ['messaging.'], needs: ['message_metadata', 'see'] },
} as const;
export type TimelineGroup = keyof typeof groups;
export const timelineGroups = Object.keys(groups) as [TimelineGroup, ...TimelineGroup[]];

/** Groups this reader may see. A partner sees who was in touch and the stage, no more (access matrix). */
export const readable = (who: Principal): TimelineGroup[] =>
  timelineGroups.filter((group) => {
    const { needs } = groups[group];
    return needs === undefined || (who.fieldSet === undefined && who.may(needs[0], needs[1]));
  });

export const groupChoices = (who: Principal) =>
  readable(who).map((value) => ({ value, text: groups[value].text }));

export type ShownEntry = TimelineEntry & {
  id: string;
  at: Date;
  quote?: string | undefined;
  /** The form that takes it back, where this reader may. */
  undo?: Undo | undefined;
};

/** Where a form that undoes goes, and the one field it sends. */
export interface Undo {
  action: string;
  name: string;
  value: string;
}

export interface TimelineQuestion {
  areaId: string;
  employerId: string;
  stage: Stage;
  show: TimelineGroup | undefined;
  limit: number;
  now: Date;
  /** The signature whose end this reader may take back. */
  endedCharterId: string | undefined;
}

/** An employer's timeline as this reader may see it, the newest first. */
export async function readTimeline(
  tx: Tx,
  who: Principal,
  from: { activities: Activities; contacts: Contacts; waves: WaveReports; words: TimelineWords },
  ask: TimelineQuestion,
): Promise<{ entries: ShownEntry[]; total: number }> {
  const wanted = readable(who).filter((group) => !ask.show || group === ask.show);
  const prefixes = wanted.flatMap((group) => [...groups[group].prefixes]);
  if (!prefixes.length) return { entries: [], total: 0 };
  const { facts, total } = await employerFacts(tx, ask.areaId, ask.employerId, {
    prefixes,
    limit: ask.limit,
  });
  const activities = await from.activities.getMany(
    tx,
    ask.areaId,
    facts.flatMap((f) => (f.kind === 'employers.activity-logged' ? [String(f.data['activityId'])] : [])),
  );
  const people = await from.contacts.getMany(tx, ask.areaId, [
    ...new Set(facts.flatMap((f) => f.contactId ?? [])),
  ]);
  const invited = facts.filter((f) => f.kind === 'surveys.invited').map((f) => String(f.data['waveId']));
  const notAsked = await from.waves.notAskedOf(tx, ask.areaId, ask.employerId, [...new Set(invited)]);
  const readsOthers = seesWordsOfOthers(who, ask.areaId);
  const latestMove = facts.find((f) => f.kind === 'employers.stage-moved');
  const latestEnd = facts.find((f) => /^signatories\.(lapsed|withdrawn)$/.test(f.kind));
  const entries = facts.map((fact): ShownEntry => {
    const activity = activities.get(String(fact.data['activityId']));
    const own = (activity?.agency ?? undefined) === (who.agency ?? undefined);
    const maySee = own ? who.may('activity_own', 'see', ask.areaId) : readsOthers;
    const said = {
      ...fact,
      data: {
        ...shared(fact.data, who),
        ...(fact.kind === 'surveys.invited' && { notAsked: notAsked.get(String(fact.data['waveId'])) }),
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
      ...entryOf(from.words, said),
      id: fact.id,
      at: fact.at,
      quote: maySee ? (activity?.notes ?? undefined) : undefined,
      undo: undoOf(fact),
    };
  });
  return { entries, total };

  /** A task that has ended, by the last that happened to it. */
  function mayReopenTask(fact: EmployerFact): boolean {
    const ended = /^employers\.task-(done|called-off)$/.test(fact.kind);
    if (!ended || !who.may('task', 'change', ask.areaId) || who.grantScope === 'mine') return false;
    return (
      facts.find((f) => f.subject === fact.subject) === fact &&
      mayReopen({ doneAt: fact.at, calledOffAt: null }, ask.now)
    );
  }

  function undoOf(fact: EmployerFact): Undo | undefined {
    const here = `/employers/${ask.employerId}`;
    if (fact === latestMove && mayUndo(fact, ask.stage, ask.now) && who.may('employer', 'change', ask.areaId))
      return { action: `${here}/stage/undo`, name: 'factId', value: fact.id };
    if (fact === latestEnd && ask.endedCharterId && fact.data['charterId'] === ask.endedCharterId)
      return { action: `${here}/charter/end/undo`, name: 'charterId', value: ask.endedCharterId };
    if (mayReopenTask(fact)) return { action: `/tasks/${taskOf(fact)}/undo`, name: 'back', value: here };
    return undefined;
  }
}

const taskOf = (fact: EmployerFact): string => (fact.subject ?? '').replace(/^task:/, '');

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
const entryOf = (words: TimelineWords, fact: EmployerFact): TimelineEntry =>
  words[fact.kind]?.(fact) ?? {
    icon: 'info',
    title: fact.kind.split('.').at(-1)!.replaceAll('-', ' '),
    byline: fact.actor.label,
  };
