import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Settings, SettingsError } from '#platform';
import { relaxedBody, relaxedField, relaxedHeader } from './dkim.rules.js';

const signAside = promisify(sign) as (
  algorithm: string | null,
  data: Buffer,
  key: KeyObject,
) => Promise<Buffer>;

/** A key that signs mail, and where its other half is to be found. */
export interface DkimKey {
  domain: string;
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  key: KeyObject;
}

/** Signs mail (RFC 6376, RFC 8463), where the settings name a key. */
@Injectable()
export class Dkim {
  private readonly key: DkimKey | undefined;

  /** Throws SettingsError when the key cannot be read or is none that mail servers take. */
  constructor(settings: Settings) {
    this.key = dkimKey(settings);
  }

  /** Whether mail is signed. */
  get active(): boolean {
    return this.key !== undefined;
  }

  /**
   * The field to put before the others; empty when mail is not signed.
   * @param headers all fields as they will be sent, CRLF after each; without the empty line.
   * @param body what follows the empty line, as it will be sent.
   */
  async sign(headers: string, body: readonly Buffer[]): Promise<string> {
    if (!this.key) return '';
    const { algorithm, domain, selector, key } = this.key;
    const hash = createHash('sha256');
    for (const part of relaxedBody(body)) hash.update(part);
    const { names, fields } = relaxedHeader(headers);
    const field =
      `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};\r\n s=${selector};\r\n` +
      ` h=${names.join(':\r\n  ')};\r\n bh=${hash.digest('base64')};\r\n b=`;
    const signed = Buffer.from(fields + relaxedField(field), 'utf8');
    const signature =
      algorithm === 'rsa-sha256'
        ? await signAside('sha256', signed, key)
        : await signAside(null, createHash('sha256').update(signed).digest(), key);
    return field + signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n  ') + '\r\n';
  }
}

/**
 * The key that DKIM_KEY_FILE names; undefined when mail is not signed. RFC 8301 section 3.2: signers should use RSA of
 * 2048 bits or more. Throws SettingsError.
 */
export function dkimKey({ dkim }: Settings): DkimKey | undefined {
  if (!dkim) return undefined;
  const wrong = (should: string) => new SettingsError([{ setting: 'DKIM_KEY_FILE', should }]);
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(dkim.keyFile));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw wrong(
      code === 'ENOENT'
        ? `should be a file that is there; ${dkim.keyFile} is not`
        : code === 'EACCES'
          ? `should be a file this program may read; ${dkim.keyFile} is not`
          : `should be a private key (PEM) without a password: ${message}`,
    );
  }
  const { domain, selector } = dkim;
  if (key.asymmetricKeyType === 'ed25519') return { domain, selector, algorithm: 'ed25519-sha256', key };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa')
    throw wrong(`should be a key of the kind RSA or Ed25519, but is ${key.asymmetricKeyType}`);
  if (bits < 2048) throw wrong(`should be RSA of 2048 bits or more, but has ${bits}`);
  return { domain, selector, algorithm: 'rsa-sha256', key };
}

/** The DNS record by which others check the signatures: its name, and its text. */
export function dkimRecord({ domain, selector, algorithm, key }: DkimKey): { name: string; text: string } {
  const half = createPublicKey(key);
  const ed25519 = algorithm === 'ed25519-sha256';
  // RFC 8463 section 4: the 32 bytes of the key itself, which end its DER form.
  const bytes = half.export({ type: 'spki', format: 'der' });
  const p = (ed25519 ? bytes.subarray(-32) : bytes).toString('base64');
  return {
    name: `${selector}._domainkey.${domain}`,
    text: `v=DKIM1; k=${ed25519 ? 'ed25519' : 'rsa'}; p=${p}`,
  };
}
