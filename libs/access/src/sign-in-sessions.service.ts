import { Injectable } from '@nestjs/common';
import { Clock, Database, hashToken, newToken, type Tx } from '#platform';

/** Idle and absolute length of a sign-in (access.md section 2). */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 12 * 3_600_000;

/** A sign-in that holds. */
export interface SignInSessionView {
  userId: string;
  name: string;
  email: string;
  currentAreaId: string | null;
  startedAt: Date;
  endsAt: Date;
}

/** Sign-ins, kept on the server; the browser holds a 256-bit id, the database its SHA-256. */
@Injectable()
export class SignInSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Begins a sign-in with a new id (never one the browser brought) and returns that id. Sweeps out ended ones. */
  async open(tx: Tx, userId: string, device: string | null): Promise<string> {
    const id = newToken(256);
    const now = this.clock.now();
    await tx.execute('DELETE FROM sign_in_session WHERE ends_at <= $1', [now]);
    await tx.execute(
      'INSERT INTO sign_in_session (id_hash, user_id, device, started_at, ends_at) VALUES ($1, $2, $3, $4, $5)',
      [hashToken(id), userId, device, now, new Date(now.getTime() + ABSOLUTE_MS)],
    );
    return id;
  }

  /** The sign-in of an id, if it has not ended and its person is not disabled. Idleness is the caller's to check. */
  find(id: string): Promise<SignInSessionView | undefined> {
    return this.db.read([], (tx) =>
      tx.one<SignInSessionView>(
        `SELECT s.user_id AS "userId", u.name, u.email, s.current_area_id AS "currentAreaId",
                s.started_at AS "startedAt", s.ends_at AS "endsAt"
           FROM sign_in_session s JOIN app_user u ON u.id = s.user_id
          WHERE s.id_hash = $1 AND s.ends_at > $2 AND s.started_at <= $2 AND u.disabled_at IS NULL`,
        [hashToken(id), this.clock.now()],
      ),
    );
  }

  /** Remembers which area the person looks at. */
  async chooseArea(tx: Tx, id: string, areaId: string): Promise<void> {
    await tx.execute('UPDATE sign_in_session SET current_area_id = $2 WHERE id_hash = $1', [
      hashToken(id),
      areaId,
    ]);
  }

  /** Ends one sign-in. */
  async close(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM sign_in_session WHERE id_hash = $1', [hashToken(id)]);
  }
}
