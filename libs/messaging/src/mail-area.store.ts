import type { Tx } from '#platform';

/** What a mail says about the area it comes from. */
export interface MailArea {
  id: string;
  name: string;
  /** Names it in the addresses of public pages. */
  slug: string;
  /** "Calderdale Mindful Employer network": sender's name and footer. */
  network: string;
  /** Where answers go; undefined: the sender address. */
  replyTo?: string;
  /** For the footer, e.g. "1 Sample Street, Halifax". */
  postalAddress?: string;
}

interface AreaRow {
  id: string;
  name: string;
  slug: string;
  settings: Record<string, unknown>;
}

/** The words of the named areas, from their settings `networkName`, `replyTo` and `postalAddress` where those are set. */
export async function mailAreas(tx: Tx, areaIds: readonly string[]): Promise<Map<string, MailArea>> {
  const rows = await tx.query<AreaRow>(`SELECT id, name, slug, settings FROM area WHERE id = ANY($1)`, [
    [...new Set(areaIds)],
  ]);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        name: row.name,
        slug: row.slug,
        network: text(row.settings['networkName']) ?? `${row.name} Mindful Employer network`,
        replyTo: text(row.settings['replyTo']),
        postalAddress: text(row.settings['postalAddress']),
      },
    ]),
  );
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;
