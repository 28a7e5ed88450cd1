import type { Right } from '#access';
import { allowedColumns, type ExportRights } from './export-columns.rules.js';
import type { ExportColumn, ExportSource } from './export-source.js';

const column = (name: string, field: string, more: Partial<ExportColumn<unknown>> = {}) => ({
  name,
  field,
  title: name,
  kind: 'text' as const,
  group: 'All',
  value: () => null,
  ...more,
});
const source = {
  name: 'trial.list',
  resource: 'contact',
  columns: [
    column('name', 'display_name'),
    column('email', 'email'),
    column('employer', 'name', { resource: 'employer' }),
    column('headcount', 'headcount', { resource: 'employer' }),
  ],
} as unknown as ExportSource;

const right = (more: Partial<Right> = {}): Right => ({
  areas: ['a'],
  scope: 'area',
  conditions: [],
  ...more,
});
const names = (rights: Partial<Record<string, Right>>) =>
  allowedColumns(source, ((resource) => rights[resource]) as ExportRights).map(({ name }) => name);

it('are all for who may see all of every resource', () => {
  expect(names({ contact: right(), employer: right() })).toEqual(['name', 'email', 'employer', 'headcount']);
});

it('are those of the field set, of each resource its own', () => {
  expect(names({ contact: right({ fields: 'contact.shared' }), employer: right() })).toEqual([
    'name',
    'employer',
    'headcount',
  ]);
  expect(names({ contact: right(), employer: right({ fields: 'employer.shared' }) })).toEqual([
    'name',
    'email',
    'employer',
  ]);
  expect(names({ contact: right() })).toEqual(['name', 'email']);
});

it('are none without a right to the list, or with one to some of its records only', () => {
  expect(names({ employer: right() })).toEqual([]);
  expect(names({ contact: right({ scope: 'mine' }), employer: right() })).toEqual([]);
});
