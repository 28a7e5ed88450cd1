import type { Reads, Tx } from '#platform';
import { Area } from './area.entity.js';
import { AreaLogo } from './area-logo.entity.js';

/** An area as the rest of the program sees it. */
export type AreaView = Omit<Area, 'createdAt'>;

const AREA = 'SELECT id, name, slug, gss_code AS "gssCode", settings FROM area';

/** All areas, or those of the ids, by name. */
export const areasByName = (db: Reads, ids?: readonly string[]): Promise<AreaView[]> =>
  db.query<AreaView>(`${AREA} WHERE $1::uuid[] IS NULL OR id = ANY ($1) ORDER BY name, id`, [ids ?? null]);

/** Ids of all areas, in their order: whoever locks rows of one area after another never waits in a circle. */
export const areaIds = async (tx: Tx): Promise<string[]> =>
  (await tx.repository(Area).find({ select: { id: true }, order: { id: 'ASC' } })).map((area) => area.id);

/** The area of an id or an address, or undefined. */
export const findArea = (
  db: Reads,
  where: { id: string } | { slug: string },
): Promise<AreaView | undefined> =>
  'id' in where
    ? db.one<AreaView>(`${AREA} WHERE id = $1`, [where.id])
    : db.one<AreaView>(`${AREA} WHERE slug = $1`, [where.slug]);

export async function insertArea(tx: Tx, area: Area): Promise<void> {
  await tx.repository(Area).insert(area);
}

/** What an area says about itself, its row locked until the transaction ends; undefined for an unknown area. */
export const lockedSettings = async (tx: Tx, areaId: string): Promise<Record<string, unknown> | undefined> =>
  (
    await tx.repository(Area).findOne({
      select: { id: true, settings: true },
      where: { id: areaId },
      lock: { mode: 'pessimistic_write' },
    })
  )?.settings;

export async function setSettings(tx: Tx, areaId: string, settings: Record<string, unknown>): Promise<void> {
  await tx.repository(Area).update({ id: areaId }, { settings });
}

/** Puts a logo in the place of the one there is. */
export async function putLogo(tx: Tx, logo: AreaLogo): Promise<void> {
  await tx.execute(
    `INSERT INTO area_logo (area_id, png, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (area_id) DO UPDATE SET png = EXCLUDED.png, changed_at = EXCLUDED.changed_at`,
    [logo.areaId, logo.png, logo.changedAt],
  );
}

export async function removeLogo(tx: Tx, areaId: string): Promise<void> {
  await tx.repository(AreaLogo).delete({ areaId });
}

/** The logo of an area as PNG, or undefined. */
export const logoOf = async (tx: Tx, areaId: string): Promise<Buffer | undefined> =>
  (await tx.repository(AreaLogo).findOneBy({ areaId }))?.png;
