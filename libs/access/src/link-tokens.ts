import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isId, Settings } from '#platform';

/** An id and a tag of 128 bits, in base64url. */
const TOKEN = /^[\w-]{43}$/;
const ID_BYTES = 16;
const TAG_BYTES = 16;

/**
 * The tokens of personal links. A token is the id of its link and a tag only this installation can make, so it need not be
 * kept anywhere: rows hold the id, and the token is made at the moment it is put into a mail or shown.
 */
@Injectable()
export class LinkTokens {
  private key: string | undefined;

  constructor(private readonly settings: Settings) {}

  /** The token of the link with this id. */
  of(id: string): string {
    if (!isId(id)) throw new Error('A token is of a link’s id');
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    return Buffer.concat([bytes, this.tag(bytes)]).toString('base64url');
  }

  /** The id of the link a token is of; undefined for one this installation did not make. Compared in constant time. */
  idOf(token: string): string | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    // One spelling only: the last character has bits to spare.
    if (bytes.toString('base64url') !== token) return undefined;
    const id = bytes.subarray(0, ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.tag(id))) return undefined;
    return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private tag(id: Buffer): Buffer {
    this.key ??= this.settings.secret;
    return createHmac('sha256', this.key).update('personal-link:').update(id).digest().subarray(0, TAG_BYTES);
  }
}
