import { In } from 'typeorm';
import type { Tx } from '#platform';
import { Area } from './area.entity.js';
import { AreaLogo } from './area-logo.entity.js';

/** An area as the rest of the program sees it. */
export type AreaView = Omit<Area, 'createdAt'>;

const view = { id: true, name: true, slug: true, gssCode: true, settings: true } as const;

/** All areas, or those of the ids, by name. */
export const areasByName = (tx: Tx, ids?: readonly string[]): Promise<AreaView[]> =>
  tx.repository(Area).find({
    select: view,
    where: ids ? { id: In([...ids]) } : {},
    order: { name: 'ASC', id: 'ASC' },
  });

/** Ids of all areas, in their order: whoever locks rows of one area after another never waits in a circle. */
export const areaIds = async (tx: Tx): Promise<string[]> =>
  (await tx.repository(Area).find({ select: { id: true }, order: { id: 'ASC' } })).map((area) => area.id);

/** The area of an id or an address, or undefined. */
export const findArea = async (
  tx: Tx,
  where: { id: string } | { slug: string },
): Promise<AreaView | undefined> => (await tx.repository(Area).findOne({ select: view, where })) ?? undefined;

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
