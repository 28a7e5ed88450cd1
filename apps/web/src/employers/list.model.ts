import type { EmailBlock } from '#contact-policy';
import {
  type EmployerFacets,
  type EmployerFilter,
  type EmployerLine,
  peopleWords,
  type SizeChoice,
  type Stage,
  sectors,
  sizeBands,
  sizeChoices,
  stages,
} from '#employers';
import type { ContactStatus } from '#messaging';
import { invalid, type PagePlace } from '#platform';
import { dueBadge, listAddress as filterAddress } from '../shell/index.js';
import { lastInRow, nextInRow } from './contact-status.model.js';
import { employerFilter, type EmployerFilterQuery as Query } from './employer.form.js';

/** Choices of size that tell what was reported where it falls in no band. */
const REPORTED: ReadonlySet<string> = new Set<SizeChoice>(['from_500', 'reported']);

/**
 * What the query asks of the lib. A caller who sees only shared fields filters and sorts by those: anything else would
 * tell what they do not see, and is refused by field (`employers.list-hidden`).
 */
export function filterOf(query: Query, shared: boolean): EmployerFilter {
  if (shared) refuseHidden(query);
  return {
    q: query.q,
    shared,
    stages: query.stage,
    sectors: query.sector,
    sizes: query.size,
    authority: query.authority || undefined,
    sort: query.sort,
  };
}

/** Whether a filter may leave some out. */
export const narrows = ({ q, stages, sectors, sizes, authority }: EmployerFilter): boolean =>
  Boolean(q || stages?.length || sectors?.length || sizes?.length || authority);

function refuseHidden(query: Query): void {
  const hidden: Record<string, boolean> = {
    authority: query.authority !== '',
    size: query.size.some((size) => REPORTED.has(size)),
    sort: query.sort.endsWith('people'),
  };
  const errors = Object.entries(hidden).flatMap(([field, asked]) =>
    asked ? [[field, 'Your account does not see this field, so it cannot filter or sort by it.']] : [],
  );
  if (errors.length) throw invalid('employers.list-hidden', Object.fromEntries(errors));
}

/**
 * Address of the list with something in its filter changed; the page starts at the top again, or where it is told. `path`: of
 * another page about what the list shows.
 */
export const listAddress = (
  query: Query,
  change: Partial<Query> = {},
  to: PagePlace = {},
  path = '/employers',
): string => filterAddress(path, employerFilter, { ...query, ...change }, to);

const unknown = { unknown: 'Not known' };
const names = {
  stage: stages,
  sector: { ...sectors, ...unknown },
  size: sizeChoices,
} as const;
type Facet = keyof typeof names;

/** The choices of the filter, each with how many it would find. */
export const choices = (query: Query, facets: EmployerFacets) => {
  const counts = { stage: facets.stages, sector: facets.sectors, size: facets.sizes };
  const of = (facet: Facet) =>
    Object.entries(names[facet])
      .map(([value, text]) => ({
        value,
        text,
        count: counts[facet][value] ?? 0,
        checked: (query[facet] as string[]).includes(value),
      }))
      .filter((c) => c.count || c.checked || !(facet === 'stage' || REPORTED.has(c.value)));
  return { stage: of('stage'), sector: of('sector'), size: of('size') };
};

/** Filters in use, each with the address of the list without it. */
export function chips(query: Query, facets: EmployerFacets): { text: string; href: string }[] {
  const words: Record<Facet, string> = { stage: 'Stage', sector: 'Sector', size: 'People' };
  const found = (Object.keys(words) as Facet[]).flatMap((facet) =>
    (query[facet] as string[]).map((value) => ({
      text: `${words[facet]}: ${(names[facet] as Record<string, string>)[value]}`,
      href: listAddress(query, { [facet]: (query[facet] as string[]).filter((v) => v !== value) }),
    })),
  );
  const place = facets.authorities.find((a) => a.code === query.authority);
  if (query.authority)
    found.push({
      text: `Authority: ${place?.name ?? query.authority}`,
      href: listAddress(query, { authority: '' }),
    });
  if (query.q) found.unshift({ text: `“${query.q}”`, href: listAddress(query, { q: '' }) });
  return found;
}

/** Headings that sort: where they lead and how the list stands. */
export function sorting(query: Query) {
  const of = (key: 'name' | 'people') => {
    const on = query.sort === key ? 'ascending' : query.sort === `-${key}` ? 'descending' : undefined;
    const first = key === 'people' ? '-people' : 'name';
    const other = key === 'people' ? 'people' : '-name';
    return { on, href: listAddress(query, { sort: query.sort === first ? other : first }) };
  };
  return { name: of('name'), people: of('people') };
}

/** A row of the list. `shared`: only what a partner may see (access matrix, `employer.shared`). */
export const row = (
  line: EmployerLine,
  standing: ContactStatus,
  block: EmailBlock | undefined,
  today: string,
  shared: boolean,
) => ({
  id: line.id,
  name: line.name,
  place: shared
    ? (line.postcode?.split(' ')[0] ?? '')
    : [line.town, line.town ? '' : line.postcode].filter(Boolean).join(', ') || (line.authorityName ?? ''),
  stage: stages[line.stage],
  tone: stageTone(line.stage),
  sector: line.sector ? sectors[line.sector] : '',
  people: shared ? (line.sizeBand ? sizeBands[line.sizeBand] : '') : peopleWords(line),
  lastContact: lastInRow(standing.last, shared),
  mayContact: nextInRow(standing.next, block),
  nextStep:
    !shared && line.nextStep ? { title: line.nextStep, mark: dueBadge(line.nextStepOn!, today) } : undefined,
});

export const stageTone = (stage: Stage): string =>
  ({ active: 'tarn', review_due: 'amber', lapsed: 'red' })[stage as string] ?? '';
