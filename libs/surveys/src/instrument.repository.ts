import type { Tx } from '#platform';
import type { Instrument } from './instrument.rules.js';

/** Publishes a version unless it is there; answers its id and whether what is there is the same. */
export async function publishVersion(
  tx: Tx,
  id: string,
  content: Instrument,
  at: Date,
): Promise<{ id: string; same: boolean }> {
  const key = [content.instrument, content.version, content.locale];
  await tx.execute(
    `INSERT INTO instrument_version (id, instrument, version, locale, content, published_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (instrument, version, locale) DO NOTHING`,
    [id, ...key, JSON.stringify(content), at],
  );
  const row = await tx.one<{ id: string; same: boolean }>(
    `SELECT id, content = $4::jsonb AS same FROM instrument_version
      WHERE instrument = $1 AND version = $2 AND locale = $3`,
    [...key, JSON.stringify(content)],
  );
  return row!;
}

export const versionContent = async (tx: Tx, id: string): Promise<Instrument | undefined> =>
  (await tx.one<{ content: Instrument }>('SELECT content FROM instrument_version WHERE id = $1', [id]))
    ?.content;
