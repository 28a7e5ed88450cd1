import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { emailKey, Settings } from '#platform';

const ERASED = /^erased:([0-9a-f]{64})$/;

/** The keyed hash under which an address is remembered. The key stands outside the database. */
@Injectable()
export class AddressHash {
  private key: string | undefined;

  constructor(private readonly settings: Settings) {}

  /** HMAC-SHA-256 of the address as it is compared; of a stand-in the hash it stands for. */
  of(address: string): Buffer {
    const stood = ERASED.exec(address)?.[1];
    if (stood) return Buffer.from(stood, 'hex');
    this.key ??= this.settings.secret;
    return createHmac('sha256', this.key)
      .update(`address:${emailKey(address)}`)
      .digest();
  }

  /** What erasure puts in the place of an address in a message row: the links in that mail go on working by it. */
  standIn(address: string): string {
    return `erased:${this.of(address).toString('hex')}`;
  }
}

/** Whether an address was erased and only its stand-in is left. */
export const isErased = (address: string): boolean => ERASED.test(address);
