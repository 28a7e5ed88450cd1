import { type Proposals, STAFF_ROLES, type Tokens, type Users } from '#access';
import { roleWords } from '#accounts';
import { isId, lengthOf, periodOf, periodWords, plainDate, retentionRecords, unitOf } from '#platform';
import type { ChangeWords, Principal, RecordName, RecordNames } from '../shell/index.js';
import { BASIS_WORDS, LINES } from './area-settings.form.js';

/** A person whose name the reader may not have. */
export const SOMEBODY = 'somebody of another area';

/** What people, tokens, settings and periods are called where the audit names them. */
export function addNames(
  names: RecordNames,
  from: { users: Users; tokens: Tokens; proposals: Proposals },
): void {
  const people = async (
    tx: Parameters<Users['namesById']>[0],
    who: Principal,
    ids: readonly string[],
    of: readonly string[] | 'all',
  ) => {
    const asked = ids.filter(isId);
    const all = await from.users.namesById(tx, asked, who.isSystemAdmin ? 'all' : of);
    const mayOpen = who.areas.some((areaId) => who.may('user', 'change', areaId)) || who.isSystemAdmin;
    return new Map(
      asked.map((id): [string, RecordName] => [
        id,
        all.has(id)
          ? { text: all.get(id)!, href: mayOpen ? `/settings/people/${id}` : undefined }
          : { text: SOMEBODY },
      ]),
    );
  };
  // Whoever was asked for by an id that anybody may have typed is named to those who see them anyway.
  names.add('user', (tx, who, _areaId, ids) => people(tx, who, ids, who.areas));
  // What was done to somebody in the reader's own area has been seen there; their role may have gone since.
  names.add('changed_user', (tx, who, _areaId, ids) => people(tx, who, ids, 'all'));
  names.add('proposed_administrator', async (tx, who, _areaId, ids) => {
    const proposals = await from.proposals.getMany(tx, ids.filter(isId));
    const userOf = ({ data }: { data: Record<string, unknown> }) => String(data['userId']);
    const found = await people(tx, who, [...proposals.values()].map(userOf), 'all');
    return new Map([...proposals].map(([id, proposal]) => [id, found.get(userOf(proposal))!]));
  });
  names.add('api_token', async (_tx, who, areaId, ids) => {
    if (!who.may('api_token', 'list', areaId || undefined)) return new Map();
    const found = (await from.tokens.list(who.isSystemAdmin ? {} : { areaIds: who.areas })).filter(({ id }) =>
      ids.includes(id),
    );
    return new Map(found.map(({ id, name }) => [id, { text: name }]));
  });
  names.add('retention', async (_tx, _who, _areaId, ids) => {
    const found = ids.flatMap((id): [string, RecordName][] => {
      const record = retentionRecords.get(id);
      return record ? [[id, { text: record.title, href: '/settings/retention' }]] : [];
    });
    return new Map(found);
  });
  names.addWords('setting', settingWords);
  names.addWords('retention', periodInWords);
  names.addWords('user', roleInWords);
  names.addWords('second_factor', (field, value) =>
    FACTORS[field] ? { field: FACTORS[field], value } : undefined,
  );
}

const LABELS = new Map(
  LINES.flatMap(({ title, fields }) =>
    fields.map(({ name, label }) => [name as string, fields.length > 1 ? `${title}: ${label}` : title]),
  ).map(([name, label]) => [name, label!.replace(' (optional)', '')]),
);

/** A setting of an area in the words of its page. */
const settingWords: ChangeWords = (field, value) => {
  if (field === 'noticeDate') return { field: 'Privacy notice of', value: plainDate(new Date(value)) };
  const label = LABELS.get(field);
  if (!label) return undefined;
  if (field === 'basis')
    return { field: label, value: BASIS_WORDS[value as keyof typeof BASIS_WORDS]?.text ?? value };
  // Of a picture its digest is kept.
  return { field: label, value: field === 'logo' ? 'a picture' : value };
};

/** How long a record is kept: "24 months". */
const periodInWords: ChangeWords = (name, value) => {
  const record = retentionRecords.get(name);
  const length = Number(value);
  if (!record || !Number.isInteger(length) || !lengthOf(record.period)) return undefined;
  return { field: 'Kept for', value: periodWords(periodOf(unitOf(record.period), length)) };
};

const FACTORS: Record<string, string> = {
  app: 'Authenticator app',
  passkey: 'Passkey',
  codes: 'Recovery codes',
};

const roles: readonly string[] = STAFF_ROLES;
const roleInWords: ChangeWords = (field, value) => {
  if (field === 'role')
    return {
      field: 'Role',
      value: roles.includes(value) ? roleWords[value as keyof typeof roleWords] : value,
    };
  if (field === 'agency') return { field: 'Agency', value };
  return field === 'access' ? { field: 'Access', value } : undefined;
};
