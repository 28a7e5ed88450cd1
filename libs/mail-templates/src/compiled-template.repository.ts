import { newId, type Tx } from '#platform';
import { CompiledTemplateRow } from './compiled-template.entity.js';

/** The words of a sending as they are kept. */
export interface KeptTemplate {
  template: string;
  /** Handlebars texts, the layout round them. */
  subject: string;
  html: string;
  plain: string;
  sender: Record<string, unknown>;
}

/** The id of an area's edition with this digest, written now where it is new. */
export async function keepCompiled(
  tx: Tx,
  areaId: string,
  digest: string,
  kept: KeptTemplate,
  now: Date,
): Promise<string> {
  const known = await tx
    .repository(CompiledTemplateRow)
    .findOne({ select: { id: true }, where: { areaId, digest } });
  if (known) return known.id;
  const row = await tx.one<{ id: string }>(
    `WITH made AS (
       INSERT INTO mail_edition (id, area_id, digest, template, subject, html, plain, sender, created_at)
       VALUES ($3, $1, $2, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (area_id, digest) DO NOTHING RETURNING id)
     SELECT id FROM made UNION ALL SELECT id FROM mail_edition WHERE area_id = $1 AND digest = $2 LIMIT 1`,
    [areaId, digest, newId(), kept.template, kept.subject, kept.html, kept.plain, kept.sender, now],
  );
  // Another worker has just written it, in a transaction this one does not see: the next look finds it.
  return row?.id ?? keepCompiled(tx, areaId, digest, kept, now);
}

export const compiledById = async (tx: Tx, areaId: string, id: string): Promise<KeptTemplate | undefined> =>
  (await tx.repository(CompiledTemplateRow).findOneBy({ areaId, id })) ?? undefined;
