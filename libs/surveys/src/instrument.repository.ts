import type { Tx } from '#platform';
import type { Instrument } from './instrument.rules.js';
import { InstrumentVersion } from './instrument-version.entity.js';

/** Publishes a version unless it is there; answers its id and whether what is there is the same. */
export async function publishVersion(
  tx: Tx,
  id: string,
  content: Instrument,
  at: Date,
): Promise<{ id: string; same: boolean }> {
  const { instrument, version, locale } = content;
  await tx.insertNew(InstrumentVersion, {
    id,
    instrument,
    version,
    locale,
    content: { ...content },
    publishedAt: at,
  });
  const row = await tx.one<{ id: string; same: boolean }>(
    `SELECT id, content = $4::jsonb AS same FROM instrument_version
      WHERE instrument = $1 AND version = $2 AND locale = $3`,
    [instrument, version, locale, JSON.stringify(content)],
  );
  return row!;
}

export const versionContent = async (tx: Tx, id: string): Promise<Instrument | undefined> =>
  (await tx.repository(InstrumentVersion).findOneBy({ id }))?.content as Instrument | undefined;
