import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isId, PublicUrls, publicPage, Settings } from '#platform';

/** Where the recipient of a mail says what may still come. */
export const UNSUBSCRIBE_PAGE = publicPage<{ token: string }>('contact-policy.unsubscribe');

/** Two ids and a tag of 128 bits, in base64url. */
const TOKEN = /^[\w-]{64}$/;
const TAG_BYTES = 16;

/** The message a personal link is of. */
export interface UnsubscribeLink {
  areaId: string;
  messageId: string;
}

/**
 * The personal link in a mail by which its recipient says what may still come. The token is the ids of area and message
 * and a tag only this installation can make, for this purpose only, so nothing is stored and none can be guessed from
 * what else the mail tells of itself (its Message-ID, its return address). It has no end: the right to object has none
 * (matrix.json, `links`), and a link that has died would leave no easy way.
 */
@Injectable()
export class UnsubscribeLinks {
  private key: string | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly urls: PublicUrls,
  ) {}

  /** The absolute address of a message's link, made without the database. Both ids as UUIDs. */
  of(areaId: string, messageId: string): string {
    return this.urls.url(UNSUBSCRIBE_PAGE, { token: this.token(areaId, messageId) });
  }

  /** The address of nobody's link, for looking at a mail. */
  example(): string {
    return this.urls.url(UNSUBSCRIBE_PAGE, { token: '…' });
  }

  /** What stands in the address. */
  token(areaId: string, messageId: string): string {
    if (!isId(areaId) || !isId(messageId))
      throw new Error('A personal link needs the ids of area and message');
    const ids = Buffer.from(`${areaId}${messageId}`.replaceAll('-', ''), 'hex');
    return Buffer.concat([ids, this.tag(ids)]).toString('base64url');
  }

  /** What a token names; undefined for one this installation did not make. Compared in constant time. */
  read(token: string): UnsubscribeLink | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const ids = bytes.subarray(0, 32);
    if (!timingSafeEqual(bytes.subarray(32), this.tag(ids))) return undefined;
    return { areaId: uuid(ids.subarray(0, 16)), messageId: uuid(ids.subarray(16)) };
  }

  private tag(ids: Buffer): Buffer {
    this.key ??= this.settings.secret;
    return createHmac('sha256', this.key).update('leave-link:').update(ids).digest().subarray(0, TAG_BYTES);
  }
}

const uuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
