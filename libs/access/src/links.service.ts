import { Injectable } from '@nestjs/common';
import { Clock, CodedError, Database, hashToken, newId, type Tx } from '#platform';
import {
  insertLinks,
  type LinkKey,
  type LinkState,
  type LinkView,
  linkState,
  prolongLink,
  revokeLinks,
  useLink,
} from './link.repository.js';
import { LinkTokens } from './link-tokens.js';

export interface LinkInput {
  /** One purpose a link, e.g. `booking`; matrix.json, `links`, says how long each lives. */
  purpose: string;
  areaId: string | null;
  subjectId: string | null;
  /** null: no end. */
  expiresAt: Date | null;
}

/** What a link to a record of an area opens. */
export interface OpenedLink {
  areaId: string;
  subjectId: string;
  expiresAt: Date | null;
  /** It opens nothing any more: expired, used up or revoked. */
  ended: boolean;
}

/** For a token that leads nowhere. */
export const unknownLink = () =>
  new CodedError(
    'not-found',
    'access.link-unknown',
    'This link does not lead anywhere. Check that you copied all of it.',
  );
/** For a link that opens nothing any more. */
export const endedLink = () => new CodedError('gone', 'access.link-ended', 'This link has ended.');

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
    const rows = links.map((link) => {
      const id = newId();
      const token = this.tokens.of(id);
      return { ...link, id, token, hash: hashToken(token) };
    });
    await insertLinks(tx, rows, this.clock.now());
    return rows.map((row) => row.token);
  }

  /**
   * The one link of a purpose to a subject, made where there is none: the same token however often it is asked for. It lives
   * until `expiresAt` at least.
   */
  async standing(tx: Tx, link: LinkInput & { subjectId: string; expiresAt: Date }): Promise<string> {
    const id = await prolongLink(tx, link);
    return id ? this.tokens.of(id) : this.create(tx, link);
  }

  /**
   * What a link opens. Throws not-found `access.link-unknown` for a token never made or of another purpose, gone
   * `access.link-ended` for one that expired, was used up or revoked.
   */
  async find(purpose: string, token: string): Promise<LinkView> {
    const link = await this.look(purpose, token);
    if (!link) throw unknownLink();
    if (link.ended) throw endedLink();
    return { areaId: link.areaId, subjectId: link.subjectId, expiresAt: link.expiresAt };
  }

  /**
   * The record of an area a link is to, also of one that has ended (`ended`). Throws `access.link-unknown` for a token never
   * made, of another purpose, or one that leads to no record.
   */
  async open(purpose: string, token: string): Promise<OpenedLink> {
    const link = await this.look(purpose, token);
    if (!link || link.areaId === null || link.subjectId === null) throw unknownLink();
    const { areaId, subjectId, expiresAt, ended } = link;
    return { areaId, subjectId, expiresAt, ended };
  }

  /** How a link stands, for pages that say why one has ended; undefined for a token never made or of another purpose. */
  look(purpose: string, token: string): Promise<LinkState | undefined> {
    return linkState(this.db.outsideWall, this.key(purpose, token), this.clock.now());
  }

  /** Uses a link that works once, in the transaction of what it does. Throws as `find`; of two at a time one wins. */
  async use(tx: Tx, purpose: string, token: string): Promise<LinkView> {
    const row = await useLink(tx, this.key(purpose, token), this.clock.now());
    if (!row) throw endedLink();
    return row;
  }

  /** Ends all links of a purpose to a subject (null: those without one); returns how many. */
  revoke(tx: Tx, purpose: string, subjectId: string | null): Promise<number> {
    return revokeLinks(tx, purpose, subjectId, this.clock.now());
  }

  private key(purpose: string, token: string): LinkKey {
    return { purpose, hash: hashToken(token), id: this.tokens.idOf(token) ?? null };
  }
}
