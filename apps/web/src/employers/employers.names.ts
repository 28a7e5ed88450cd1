import type { Proposals } from '#access';
import type { Contacts, Employers, Imports } from '#employers';
import { isId } from '#platform';
import type { RecordName, RecordNames } from '../shell/index.js';

/** What employers, their people, lists that came in and proposals are called where the audit names them. */
export function addNames(
  names: RecordNames,
  from: { employers: Employers; contacts: Contacts; imports: Imports; proposals: Proposals },
): void {
  names.add('employer', async (tx, who, areaId, ids) => {
    if (!who.may('employer', 'see', areaId)) return new Map();
    const found = await from.employers.namesById(tx, areaId, ids.filter(isId));
    return new Map([...found].map(([id, text]) => [id, { text, href: `/employers/${id}` }]));
  });
  names.add('contact', async (tx, who, areaId, ids) => {
    if (!who.may('contact', 'see', areaId)) return new Map();
    const found = await from.contacts.getMany(tx, areaId, ids.filter(isId));
    return new Map(
      [...found].map(([id, { name, employerId }]) => [
        id,
        { text: name, href: `/employers/${employerId}/contacts` },
      ]),
    );
  });
  names.add('import', async (tx, who, areaId, ids) => {
    if (!who.may('import', 'list', areaId)) return new Map();
    const href = (id: string) => (who.may('import', 'see', areaId) ? `/imports/${id}` : undefined);
    const found = await from.imports.namesById(tx, areaId, ids.filter(isId));
    return new Map([...found].map(([id, text]) => [id, { text, href: href(id) }]));
  });
  names.add('proposed_employer', async (tx, who, areaId, ids) => {
    if (!who.may('employer', 'see', areaId)) return new Map();
    const found = await from.proposals.getMany(tx, ids.filter(isId));
    const decides =
      who.may('employer', 'create', areaId) &&
      !who.right('employer', 'create', areaId)?.conditions.includes('draft');
    return new Map(
      [...found].map(([id, { data, decidedAt }]): [string, RecordName] => [
        id,
        {
          text: String(data['name']),
          href: decides && !decidedAt ? `/employers/proposed/${id}` : undefined,
        },
      ]),
    );
  });
}
