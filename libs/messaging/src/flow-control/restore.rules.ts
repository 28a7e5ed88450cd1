/** Why a database is taken for a restored one. */
export const causes = ['other', 'older', 'recovered', 'copied', 'unseen'] as const;
export type RestoreCause = (typeof causes)[number];

/** What a worker finds when it looks whether the database is the one mail was last sent from. */
export interface Look {
  /** Of the database as it was written down; null: no worker has come yet. */
  known: { fingerprint: string; timeline: number } | null;
  /** Of the database as it is. */
  present: { fingerprint: string; timeline: number };
  /** What this worker's own folder remembers; null: nothing. */
  marker: {
    /** Its last sign of life is in the database. */
    there: boolean;
    /** The restore that took it away was found before. */
    dealtWith: boolean;
    /** The folder was copied or put back since it was last written. */
    moved: boolean;
  } | null;
  /** The database's tables lie in that folder too, so that both are copied together. */
  together: boolean;
  /** Seconds since any worker's last sign of life; null: there was none. */
  silent: number | null;
}

/** A worker without a memory of its own trusts a database in which others were at work so lately. */
const TRUSTED_S = 3_600;

/** The cause for which mail must be held; null: this is the database that mail was last sent from. */
export function restored(look: Look): RestoreCause | null {
  const { known, present, marker } = look;
  if (known && known.fingerprint !== present.fingerprint) return 'other';
  if (marker?.moved && look.together && known) return 'copied';
  if (marker && !marker.there && !marker.dealtWith) return 'older';
  if (!known || marker) return null;
  if (known.timeline !== present.timeline) return 'recovered';
  return look.silent !== null && look.silent > TRUSTED_S ? 'unseen' : null;
}

/** What was found, for staff. */
export const causeWords: Record<RestoreCause, string> = {
  other: 'The database is another one than emails were last sent from: a backup was loaded, or it was moved.',
  older: 'The database does not hold what was last done with it: an older state was put back.',
  recovered: 'The database server recovered an older state, or a standby took over.',
  copied: 'The data folder was copied or put back from a backup.',
  unseen:
    'The program was away for more than an hour, and nothing here tells whether an older state of the database was put back meanwhile.',
};

/** Code of `message.hold` for what a restore holds. */
export const AFTER_RESTORE = 'after_restore';
export const HELD_AFTER_RESTORE =
  'The database was restored from a backup, so this may have gone already. It waits until a person releases it.';
export const UNKNOWN_AFTER_RESTORE =
  'It was being handed over when the backup was taken that the database was restored from. It may have arrived.';
