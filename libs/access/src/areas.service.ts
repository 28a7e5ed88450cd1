import { Injectable } from '@nestjs/common';
import { Clock, constraintOf, Database, invalid, newId, type Tx } from '#platform';

/** An area as the rest of the program sees it. */
export interface AreaView {
  id: string;
  name: string;
  /** In addresses: /network/<slug>/training. */
  slug: string;
  gssCode: string | null;
  settings: Record<string, unknown>;
}

const COLUMNS = 'id, name, slug, gss_code AS "gssCode", settings';

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
    return this.db.read([], (tx) =>
      tx.query<AreaView>(
        `SELECT ${COLUMNS} FROM area WHERE $1::uuid[] IS NULL OR id = ANY ($1::uuid[]) ORDER BY name, id`,
        [ids ?? null],
      ),
    );
  }

  /** The area of an address, or undefined. */
  bySlug(slug: string): Promise<AreaView | undefined> {
    return this.db.read([], (tx) => tx.one<AreaView>(`SELECT ${COLUMNS} FROM area WHERE slug = $1`, [slug]));
  }

  /** The area, or undefined. */
  byId(id: string, tx?: Tx): Promise<AreaView | undefined> {
    const find = (t: Tx) => t.one<AreaView>(`SELECT ${COLUMNS} FROM area WHERE id = $1`, [id]);
    return tx ? find(tx) : this.db.read([], find);
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
    const insert = (t: Tx) =>
      t.execute('INSERT INTO area (id, name, slug, gss_code, created_at) VALUES ($1, $2, $3, $4, $5)', [
        area.id,
        area.name,
        area.slug,
        area.gssCode,
        this.clock.now(),
      ]);
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
