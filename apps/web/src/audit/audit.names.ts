import type { AuditLine, LookLine } from '#access';
import { isId, NO_AREA } from '#platform';
import type { RecordKey, RecordName } from '../shell/index.js';

/** What an entry names its record by. */
export type Named = Pick<
  AuditLine,
  'resource' | 'verb' | 'kind' | 'subject' | 'areaId' | 'employerId' | 'contactId' | 'actor'
>;

/** The kind of record that the subject of an entry is, where it is not its resource. */
const KINDS: Record<string, string> = {
  message_body: 'message',
  message_metadata: 'message',
  sign_in_session: 'user',
  second_factor: 'user',
  audit: 'user',
  'delegate:list': 'training_session',
  // Where a refused request names a record, it is the one whose page it was.
  'audit:refused': 'employer',
  'audit:walked': 'employer',
};
/** What stands in front of the id of one that has no name for the reader. */
const WORDS: Record<string, string> = {
  employer: 'Employer',
  contact: 'Person',
  delegate: 'Person',
  message: 'Email',
  training_session: 'Session',
  survey_wave: 'Survey',
  import: 'List',
  proposed_employer: 'Proposal',
};
/** Kinds whose key is a name and no id. */
const BY_NAME = new Set(['template', 'retention']);

/** The records an entry is about: those whose it is, and its subject. */
export function recordsOf(entry: Named): RecordKey[] {
  const { resource, verb, subject, employerId, contactId, actor } = entry;
  const areaId = entry.areaId === NO_AREA ? '' : entry.areaId;
  const kind = KINDS[`${resource}:${verb}`] ?? KINDS[resource] ?? resource;
  const id = subject?.replace(/^override:/, '') ?? '';
  const keys = [
    ...(contactId ? [{ kind: 'contact', id: contactId, areaId }] : []),
    ...(employerId ? [{ kind: 'employer', id: employerId, areaId }] : []),
  ];
  if (!id || id === areaId || id === actor.id || keys.some((key) => key.id === id)) return keys;
  if (!isId(id) && !BY_NAME.has(kind)) return keys;
  const changed = kind === 'user' && entry.kind !== 'read' ? 'changed_user' : kind;
  return [{ kind: changed, id, areaId }, ...keys];
}

/** The records of looks that stand in one line. */
export const recordsOfLook = (areaId: string, look: LookLine): RecordKey[] =>
  look.records.flatMap((record) => recordsOf({ ...look, ...record, areaId, kind: 'read' }));

/** The names of these records, each once; the id of one that has none for this reader. */
export function namesOf(
  keys: readonly RecordKey[],
  nameOf: (key: RecordKey) => RecordName | undefined,
): (RecordName & { id?: string })[] {
  const names = new Map<string, RecordName & { id?: string }>();
  for (const key of keys) {
    const name = nameOf(key);
    if (name) names.set(`${name.text} ${name.href ?? ''}`, name);
    else if (isId(key.id))
      names.set(key.id, { text: `${WORDS[key.kind] ?? ''} ${key.id}`.trim(), id: key.id });
  }
  return [...names.values()];
}
