import { fieldsOf, type Resource, type Right } from '#access';
import type { ExportColumn, ExportSource } from './export-source.js';

/** The right to export a resource, where there is one. */
export type ExportRights = (resource: Resource) => Right | undefined;

/**
 * The columns of a list that somebody may take out of an area: none where they may not take the list out as a whole, and of
 * each resource those in the field set of their right.
 */
export function allowedColumns(source: ExportSource, rights: ExportRights): ExportColumn<unknown>[] {
  if (!mayExport(rights(source.resource))) return [];
  return source.columns.filter(({ field, resource }) => {
    const right = rights(resource ?? source.resource);
    return mayExport(right) && (!right.fields || fieldsOf(right.fields).includes(field));
  });
}

/** A list is of an area: whoever reaches some of its records only cannot take it out. */
const mayExport = (right: Right | undefined): right is Right =>
  right?.scope === 'area' || right?.scope === 'install';
