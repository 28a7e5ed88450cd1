import { projectFile } from '#platform';

export const VERBS = ['list', 'see', 'create', 'change', 'delete', 'export', 'send'] as const;
export type Verb = (typeof VERBS)[number];

export const STAFF_ROLES = [
  'administrator',
  'regional_lead',
  'coordinator',
  'partner',
  'commissioner',
] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
/** Who may come in without an account. */
export type OutsideRole = 'public' | 'contact_link' | 'survey_link' | 'api_token';

/** Resources of the access matrix. */
export type Resource =
  | 'employer'
  | 'contact'
  | 'activity_own'
  | 'activity_other'
  | 'task'
  | 'message_metadata'
  | 'message_body'
  | 'template'
  | 'journey'
  | 'charter'
  | 'register'
  | 'training_session'
  | 'delegate'
  | 'access_need'
  | 'certificate'
  | 'survey_wave'
  | 'answer_employer'
  | 'answer_person'
  | 'result_inside'
  | 'result_outside'
  | 'free_text_employer'
  | 'free_text_person'
  | 'report'
  | 'export'
  | 'import'
  | 'duplicate'
  | 'setting'
  | 'user'
  | 'sign_in_session'
  | 'api_token'
  | 'link_token'
  | 'audit'
  | 'suppression'
  | 'erasure'
  | 'subject_request'
  | 'retention';

/** How far a right reaches; matrix.json, `scopes`. */
export type Scope = 'area' | 'agency' | 'mine' | 'self' | 'link' | 'outside' | 'public' | 'install';

export const CONDITIONS = [
  'fresh',
  'reason',
  'two',
  'preview',
  'audited',
  'draft',
  'code',
  'shared',
  'published',
  'browser',
  'window',
  'before_use',
] as const;
/** What a right asks besides; matrix.json, `conditions`. */
export type Condition = (typeof CONDITIONS)[number];

/** What a cell of the matrix grants. */
export interface Cell {
  scope: Scope;
  conditions?: Condition[];
  /** Name of a field set; undefined: every field. */
  fields?: string;
}

interface Matrix {
  resources: Record<string, { verbs: Verb[] }>;
  roles: Record<string, unknown>;
  fields: Record<string, string[]>;
  grants: Record<string, Partial<Record<Verb, Record<string, Cell | null>>>>;
}

/** The rule of who may do what; default: deny. */
export const matrix = JSON.parse(projectFile('libs/access/data/matrix.json')) as Matrix;

/** Whether the matrix knows the pair at all; a route with any other pair fails the tests. */
export const isKnownPair = (resource: string, verb: string): boolean =>
  matrix.resources[resource]?.verbs.includes(verb as Verb) ?? false;

/** The cell of a role, or undefined when refused. */
export const cellOf = (role: StaffRole | OutsideRole, resource: Resource, verb: Verb): Cell | undefined =>
  matrix.grants[resource]?.[verb]?.[role] ?? undefined;

/** A role somebody holds; a null area means the whole installation. */
export interface Grant {
  role: StaffRole;
  areaId: string | null;
  agencyId?: string | null;
}

/** What somebody may do with a pair: in which areas, and how much of it. */
export interface Right {
  areas: string[];
  scope: Scope;
  fields?: string;
  conditions: Condition[];
}

const WIDTH: Record<string, number> = {
  install: 6,
  area: 5,
  agency: 4,
  outside: 3,
  mine: 2,
  self: 1,
  link: 1,
  public: 0,
};

/** The wider of two cells: larger scope, then every field before a set, then fewer conditions. */
function wider(a: Cell, b: Cell): Cell {
  if (WIDTH[a.scope] !== WIDTH[b.scope]) return WIDTH[a.scope]! > WIDTH[b.scope]! ? a : b;
  if (!a.fields !== !b.fields) return a.fields ? b : a;
  return (a.conditions?.length ?? 0) <= (b.conditions?.length ?? 0) ? a : b;
}

/** What somebody may do only where anybody may: on a public page, or by a personal link. */
const OUTSIDE: ReadonlySet<Scope> = new Set<Scope>(['public', 'link']);

/** What a cell asks besides, as one text. */
const asked = ({ conditions = [] }: Cell): string => [...conditions].sort().join();

/**
 * Union over role grants, each bound to its own areas. With several cells the areas are those that hold the widest
 * one, so that a coordinator's full field list in one area never spills into another where the person is a partner, nor
 * what they may add there into one where it waits for a coordinator.
 * `allAreas`: every area of the installation, for grants without one. `inArea`: the cell must be held in that area.
 * Cells of scope `public` or `link` are not a staff right: such pages have their own, public or personal, address.
 */
export function rightOf(
  grants: readonly Grant[],
  allAreas: readonly string[],
  resource: Resource,
  verb: Verb,
  inArea?: string,
): Right | undefined {
  let best: Cell | undefined;
  const held: { cell: Cell; areas: readonly string[] }[] = [];
  for (const grant of grants) {
    const cell = cellOf(grant.role, resource, verb);
    if (!cell || OUTSIDE.has(cell.scope)) continue;
    const areas = grant.areaId ? [grant.areaId] : allAreas;
    held.push({ cell, areas });
    if (inArea && !areas.includes(inArea)) continue;
    best = best ? wider(best, cell) : cell;
  }
  if (!best) return undefined;
  const same = held
    .filter(({ cell }) => cell.scope === best.scope && cell.fields === best.fields)
    .filter(({ cell }) => asked(cell) === asked(best));
  return {
    areas: [...new Set(same.flatMap((h) => h.areas))],
    scope: best.scope,
    fields: best.fields,
    conditions: best.conditions ?? [],
  };
}

/** The areas somebody holds a role in, of all areas in their order. */
export const areasHeld = <A extends { id: string }>(grants: readonly Grant[], all: readonly A[]): A[] =>
  all.filter((area) => grants.some((grant) => grant.areaId === null || grant.areaId === area.id));

/** The area somebody looks at: the one chosen, while they hold a role there, else the first of theirs. */
export function areaLookedAt<A extends { id: string }>(of: {
  grants: readonly Grant[];
  areas: readonly A[];
  currentAreaId: string | null;
}): A | undefined {
  const held = areasHeld(of.grants, of.areas);
  return held.find((area) => area.id === of.currentAreaId) ?? held[0];
}

/**
 * The agency for which somebody acts in an area; null: its own team, of which coordinators are, and nobody who is a partner
 * there besides. Partners of two areas may work for two agencies.
 */
export function agencyIn(grants: readonly Grant[], areaId: string): string | null {
  const there = grants.filter((grant) => grant.areaId === null || grant.areaId === areaId);
  if (there.some(({ role }) => role === 'coordinator')) return null;
  return there.find(({ role }) => role === 'partner')?.agencyId ?? null;
}

/**
 * A token's right: its scopes, its areas and its responsible person's right, the smallest of the three, and never more
 * than the matrix gives any token. Of the two field sets it is the one that lies in the other; where neither does, there is
 * no right. The areas are those that hold the widest of what remains, as in `rightOf`.
 */
export function tokenRight(
  token: { scopes: readonly string[]; areaIds: readonly string[] },
  grants: readonly Grant[],
  allAreas: readonly string[],
  resource: Resource,
  verb: Verb,
): Right | undefined {
  const cell = cellOf('api_token', resource, verb);
  if (!cell || OUTSIDE.has(cell.scope) || !token.scopes.includes(`${resource}:${verb}`)) return undefined;
  // Area by area: somebody may be a coordinator in one and a partner in another.
  const held = token.areaIds.flatMap((areaId): Right[] => {
    const person = rightOf(grants, allAreas, resource, verb, areaId);
    if (!person) return [];
    const fields = within(cell.fields, person.fields) ? cell.fields : person.fields;
    if (!within(fields, cell.fields)) return [];
    const scope = WIDTH[cell.scope]! < WIDTH[person.scope]! ? cell.scope : person.scope;
    const conditions = [...new Set([...person.conditions, ...(cell.conditions ?? [])])];
    return [{ areas: [areaId], scope, conditions, ...(fields && { fields }) }];
  });
  if (!held.length) return undefined;
  const best = held.reduce((a, b) => (wider(a, b) === b ? b : a));
  const same = held.filter((right) => right.scope === best.scope && right.fields === best.fields);
  return {
    ...best,
    areas: same.filter((right) => asked(right) === asked(best)).flatMap(({ areas }) => areas),
  };
}

/** Whether every field of one set is in the other; undefined: all fields. */
function within(set: string | undefined, other: string | undefined): boolean {
  if (!other) return true;
  if (!set) return false;
  return (matrix.fields[set] ?? []).every((field) => matrix.fields[other]?.includes(field));
}

/** The fields of a set, by the matrix's names. */
export const fieldsOf = (set: string): readonly string[] => matrix.fields[set] ?? [];

/** Every `resource:verb` a token may have at all. */
export const tokenScopes: string[] = Object.keys(matrix.grants).flatMap((resource) =>
  VERBS.filter((verb) => {
    const cell = matrix.grants[resource]?.[verb]?.['api_token'];
    return cell && !OUTSIDE.has(cell.scope);
  }).map((verb) => `${resource}:${verb}`),
);

/**
 * Whether an administrator may change somebody's access. One of the isSystemAdmin may; one of areas only where every role
 * of the person lies inside them and none is an administrator's. `person.elsewhere`: holds a role outside those areas.
 */
export const mayManage = (
  by: { isSystemAdmin: boolean },
  person: { elsewhere: boolean; grants: readonly Pick<Grant, 'role' | 'areaId'>[] },
): boolean =>
  by.isSystemAdmin ||
  (!person.elsewhere &&
    person.grants.every((grant) => grant.areaId !== null && grant.role !== 'administrator'));
