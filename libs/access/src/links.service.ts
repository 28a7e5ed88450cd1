import { Injectable } from '@nestjs/common';
import { Clock, CodedError, Database, hashToken, newId, type Tx } from '#platform';
import { LinkTokens } from './link-tokens.js';

export interface LinkInput {
  /** One purpose a link, e.g. `booking`; matrix.json, `links`, says how long each lives. */
  purpose: string;
  areaId: string | null;
  subjectId: string | null;
  /** null: no end. */
  expiresAt: Date | null;
}

export interface LinkView {
  areaId: string;
  subjectId: string;
  expiresAt: Date | null;
}

/** A link as it stands, whether it opens anything or not. */
export interface LinkState extends LinkView {
  /** It opens nothing any more: expired, used up or revoked. */
  ended: boolean;
  /** It has done what it works once for. */
  used: boolean;
}

const unknown = () =>
  new CodedError(
    'not-found',
    'access.link-unknown',
    'This link does not lead anywhere. Check that you copied all of it.',
  );
const ended = () => new CodedError('gone', 'access.link-ended', 'This link has ended.');

/**
 * Links that open one thing for whoever holds them. Of a token only its SHA-256 is stored. It is made of the link's id
 * (LinkTokens), so a link is found by the one or the other: by the hash also when the secret has been changed since the
 * token was given out, by the id also where the token was first made before that.
 */
@Injectable()
export class Links {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tokens: LinkTokens,
  ) {}

  /** Makes a link; returns its token. */
  async create(tx: Tx, link: LinkInput): Promise<string> {
    return (await this.createMany(tx, [link]))[0]!;
  }

  /** Makes many at once, tokens in the order of the links. */
  async createMany(tx: Tx, links: LinkInput[]): Promise<string[]> {
    if (!links.length) return [];
    const ids = links.map(() => newId());
    const tokens = ids.map((id) => this.tokens.of(id));
    await tx.execute(
      `INSERT INTO link_token (id, hash, purpose, area_id, subject_id, created_at, expires_at)
       SELECT i, decode(h, 'hex'), p, a, s, $6, e
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $7::timestamptz[]) AS l(i, h, p, a, s, e)`,
      [
        ids,
        tokens.map((token) => hashToken(token).toString('hex')),
        links.map((link) => link.purpose),
        links.map((link) => link.areaId),
        links.map((link) => link.subjectId),
        this.clock.now(),
        links.map((link) => link.expiresAt),
      ],
    );
    return tokens;
  }

  /**
   * The one link of a purpose to a subject, made where there is none: the same token however often it is asked for. It lives
   * until `expiresAt` at least.
   */
  async standing(tx: Tx, link: LinkInput & { subjectId: string; expiresAt: Date }): Promise<string> {
    const row = await tx.one<{ id: string }>(
      `UPDATE link_token SET expires_at = greatest(expires_at, $3)
        WHERE id = (SELECT id FROM link_token
                     WHERE purpose = $1 AND subject_id = $2 AND revoked_at IS NULL AND used_at IS NULL
                     ORDER BY created_at DESC, id DESC LIMIT 1)
        RETURNING id`,
      [link.purpose, link.subjectId, link.expiresAt],
    );
    return row ? this.tokens.of(row.id) : this.create(tx, link);
  }

  /**
   * What a link opens. Throws not-found `access.link-unknown` for a token never made or of another purpose, gone
   * `access.link-ended` for one that expired, was used up or revoked.
   */
  async find(purpose: string, token: string): Promise<LinkView> {
    const link = await this.look(purpose, token);
    if (!link) throw unknown();
    if (link.ended) throw ended();
    return { areaId: link.areaId, subjectId: link.subjectId, expiresAt: link.expiresAt };
  }

  /** How a link stands, for pages that say why one has ended; undefined for a token never made or of another purpose. */
  look(purpose: string, token: string): Promise<LinkState | undefined> {
    return this.db.read([], (tx) =>
      tx.one<LinkState>(
        `SELECT area_id AS "areaId", subject_id AS "subjectId", expires_at AS "expiresAt", used_at IS NOT NULL AS used,
                revoked_at IS NOT NULL OR used_at IS NOT NULL OR coalesce(expires_at <= $3, false) AS ended
           FROM link_token WHERE (hash = $1 OR id = $4) AND purpose = $2`,
        [hashToken(token), purpose, this.clock.now(), this.tokens.idOf(token) ?? null],
      ),
    );
  }

  /** Uses a link that works once, in the transaction of what it does. Throws as `find`; of two at a time one wins. */
  async use(tx: Tx, purpose: string, token: string): Promise<LinkView> {
    const row = await tx.one<LinkView>(
      `UPDATE link_token SET used_at = $3
        WHERE (hash = $1 OR id = $4) AND purpose = $2 AND used_at IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)
        RETURNING area_id AS "areaId", subject_id AS "subjectId", expires_at AS "expiresAt"`,
      [hashToken(token), purpose, this.clock.now(), this.tokens.idOf(token) ?? null],
    );
    if (!row) throw ended();
    return row;
  }

  /** Ends all links of a purpose to a subject (null: those without one); returns how many. */
  revoke(tx: Tx, purpose: string, subjectId: string | null): Promise<number> {
    return tx.execute(
      `UPDATE link_token SET revoked_at = $3
        WHERE purpose = $1 AND subject_id IS NOT DISTINCT FROM $2 AND revoked_at IS NULL`,
      [purpose, subjectId, this.clock.now()],
    );
  }
}
