import { mayReopen, mayUndo } from '#employers';
import type { EmployerFact } from '#platform';
import type { FactsShown, RecordPart, Undo } from './record.parts.js';
import { timeline } from './timeline.js';

const taskOf = (fact: EmployerFact): string => (fact.subject ?? '').replace(/^task:/, '');

/** A task that has ended, by the last that happened to it. */
function mayReopenTask(fact: EmployerFact, { who, employer, facts, now }: FactsShown): boolean {
  const ended = /^employers\.task-(done|called-off)$/.test(fact.kind);
  if (!ended || !who.may('task', 'change', employer.areaId) || who.grantScope === 'mine') return false;
  return (
    facts.find((f) => f.subject === fact.subject) === fact &&
    mayReopen({ doneAt: fact.at, calledOffAt: null }, now)
  );
}

const TALKS = ['call', 'visit', 'letter'].map((channel) => `employers.contacted:${channel}`);

/** What employers themselves show on the record. */
export const employersPart: RecordPart = {
  rank: 10,
  groups: [
    { key: 'contact', text: 'Calls and visits', prefixes: ['employers.activity', ...TALKS] },
    { key: 'stages', text: 'Stages', prefixes: ['employers.stage'] },
    {
      key: 'details',
      text: 'Details and people',
      prefixes: ['employers.added', 'employers.changed', 'employers.contact-'],
      needs: ['contact', 'see'],
    },
    { key: 'tasks', text: 'Next steps', prefixes: ['employers.task'], needs: ['task', 'see'] },
  ],
  timeline,
  async undo(_tx, shown) {
    const { who, employer, facts, now } = shown;
    const here = `/employers/${employer.id}`;
    const latestMove = facts.find((f) => f.kind === 'employers.stage-moved');
    return (fact): Undo | undefined => {
      if (
        fact === latestMove &&
        mayUndo(fact, employer.stage, now) &&
        who.may('employer', 'change', employer.areaId)
      )
        return { action: `${here}/stage/undo`, name: 'factId', value: fact.id };
      if (mayReopenTask(fact, shown))
        return { action: `/tasks/${taskOf(fact)}/undo`, name: 'back', value: here };
      return undefined;
    };
  },
};
