import { Injectable } from '@nestjs/common';
import { Clock, constraintOf, Database, invalid, newId, type Tx } from '#platform';
import { type AreaView, areasByName, findArea, insertArea } from './area.repository.js';

/** "City of York" → "city-of-york". */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
    .replace(/^-|-$/g, '');

/** The areas themselves stand outside the wall: they hold names and settings only. */
@Injectable()
export class Areas {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** All areas, or those of the ids, by name. */
  list(ids?: readonly string[]): Promise<AreaView[]> {
    return areasByName(this.db.outsideWall, ids);
  }

  /** The area of an address, or undefined. */
  bySlug(slug: string): Promise<AreaView | undefined> {
    return findArea(this.db.outsideWall, { slug });
  }

  /** The area, or undefined. */
  byId(id: string, tx?: Tx): Promise<AreaView | undefined> {
    return findArea(tx ?? this.db.outsideWall, { id });
  }

  /**
   * Makes an area. Throws `invalid` with `name` when its address is taken or empty. `tx`: in that transaction, which
   * names the `id` given when records of the area are to follow in it.
   */
  async create(
    input: { id?: string; name: string; slug?: string; gssCode?: string | null },
    tx?: Tx,
  ): Promise<AreaView> {
    const area: AreaView = {
      id: input.id ?? newId(),
      name: input.name,
      slug: input.slug ?? slugOf(input.name),
      gssCode: input.gssCode ?? null,
      settings: {},
    };
    if (!area.slug) throw invalid('access.area-name', { name: 'Enter a name with letters in it' });
    const insert = (t: Tx) => insertArea(t, { ...area, createdAt: this.clock.now() });
    try {
      await (tx ? insert(tx) : this.db.write([], insert));
    } catch (error) {
      if (constraintOf(error) === 'area_slug_key')
        throw invalid('access.area-taken', { name: `There is already an area called ${area.name}` });
      throw error;
    }
    return area;
  }
}
