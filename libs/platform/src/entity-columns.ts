import { getMetadataArgsStorage } from 'typeorm';
import { SnakeNames } from './snake-names.js';

const naming = new SnakeNames();

/** Columns of an entity for statements on many rows, so that no repository spells them out a second time. */
export interface EntityColumns<E> {
  /** `area_id, name`, or with an alias `e.area_id, e.name`. */
  names(alias?: string): string;
  /** `e.area_id AS "areaId"`: rows of it are entities. A day is text, as the entity has it. */
  selected(alias?: string): string;
  /** Rows for jsonb_populate_recordset. */
  json(rows: readonly Partial<E>[]): string;
  /** Some of them. */
  only(properties: readonly (keyof E & string)[]): EntityColumns<E>;
  /** All but some. */
  except(properties: readonly (keyof E & string)[]): EntityColumns<E>;
}

/** The columns of an entity, from its decorators. */
export function columnsOf<E extends object>(entity: new () => E): EntityColumns<E> {
  return columnSet(
    getMetadataArgsStorage()
      .columns.filter((column) => column.target === entity)
      .map(({ propertyName, options }) => ({
        property: propertyName as keyof E & string,
        column: naming.columnName(propertyName, options.name!, []),
        cast: options.type === 'date' ? '::text' : '',
      })),
  );
}

function columnSet<E>(
  set: readonly { property: keyof E & string; column: string; cast: string }[],
): EntityColumns<E> {
  const of = (alias = '') => (alias ? alias + '.' : '');
  return {
    names: (alias) => set.map(({ column }) => of(alias) + column).join(', '),
    selected: (alias) =>
      set.map(({ property, column, cast }) => `${of(alias)}${column}${cast} AS "${property}"`).join(', '),
    json: (rows) =>
      JSON.stringify(
        rows.map((row) => Object.fromEntries(set.map(({ property, column }) => [column, row[property]]))),
      ),
    only: (properties) => columnSet(set.filter(({ property }) => properties.includes(property))),
    except: (properties) => columnSet(set.filter(({ property }) => !properties.includes(property))),
  };
}
