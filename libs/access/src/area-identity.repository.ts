import type { Tx } from '#platform';
import { areasByName } from './area.repository.js';
import { areaSettings } from './area-settings.rules.js';

/** What a mail says about the area it comes from. */
export interface AreaIdentity {
  id: string;
  name: string;
  /** Names it in the addresses of public pages. */
  slug: string;
  /** "Calderdale Mindful Employer network": sender's name and footer. */
  network: string;
  /** Where answers go; undefined: nowhere that anybody reads, and no words may ask for one. */
  replyTo?: string;
  /** For the footer, e.g. "1 Sample Street, Halifax". */
  postalAddress?: string;
  /** For the footer, e.g. "01632 960 001, on working days 9am to 5pm". */
  telephone?: string;
  /** Digest of its logo; undefined: there is none. */
  logo?: string;
}

/** The words of the named areas, from their settings (access: AreaSettings). */
export async function areaIdentities(tx: Tx, areaIds: readonly string[]): Promise<Map<string, AreaIdentity>> {
  const rows = await areasByName(tx, [...new Set(areaIds)]);
  return new Map(
    rows.map((row) => {
      const { networkName: network, replyTo, postalAddress, telephone, logo } = areaSettings(row);
      return [
        row.id,
        { id: row.id, name: row.name, slug: row.slug, network, replyTo, postalAddress, telephone, logo },
      ];
    }),
  );
}
