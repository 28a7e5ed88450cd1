import { Injectable } from '@nestjs/common';
import { Clock, invalid, newId, Settings, type Tx } from '#platform';
import { Audit } from './audit.service.js';
import { Challenges } from './challenges.js';
import type { Passkey } from './factor.entity.js';
import { insertPasskey, notePasskeyUse, passkeyOf, passkeysOf } from './factor.repository.js';
import { noteFactor } from './factor-trace.js';

/** What the browser is told (WebAuthn, as JSON), and the sealed challenge that comes back with its answer. */
export interface PasskeyQuestion {
  options: object;
  sealed: string;
}

/** What the browser answers. */
export interface PasskeyAnswer {
  /** The sealed challenge. */
  sealed: string;
  /** The credential as JSON. */
  response: string;
}

const PRODUCT = 'Mindful Employer CRM';
const TIMEOUT_MS = 300_000;
/** EdDSA, ES256, RS256: what authenticators have (IANA, COSE algorithms). */
const ALGORITHMS = [-8, -7, -257];
const TRANSPORTS = new Set(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** Loaded when the first passkey is looked at: it takes half a second and 25 MB. */
const library = () => import('@simplewebauthn/server');

const unfit = () =>
  invalid('access.passkey', { passkey: 'This passkey did not work. Try again, or use another way.' });

/**
 * Passkeys: made, and asked for. The device checks finger, face or PIN each time (user verification), so that a passkey is
 * both factors. They hold for the host of BASE_URL.
 */
@Injectable()
export class Passkeys {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly challenges: Challenges,
    private readonly audit: Audit,
  ) {}

  /** What a browser needs to make a passkey for somebody; those their devices hold already are refused there. */
  async newQuestion(tx: Tx, user: { id: string; name: string; email: string }): Promise<PasskeyQuestion> {
    const { challenge, sealed } = this.challenges.issue(making(user.id));
    const options = {
      challenge,
      rp: { name: PRODUCT, id: this.host },
      user: { id: handleOf(user.id), name: user.email, displayName: user.name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: TIMEOUT_MS,
      attestation: 'none',
      excludeCredentials: descriptors(await passkeysOf(tx, user.id)),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    };
    return { options, sealed };
  }

  /** Keeps the passkey a browser made. Throws `invalid` with `passkey`. */
  async add(tx: Tx, userId: string, name: string, { sealed, response }: PasskeyAnswer): Promise<void> {
    const expectedChallenge = await this.challenges.take(tx, making(userId), sealed);
    const { verifyRegistrationResponse } = await library();
    const checked = await verifyRegistrationResponse({
      response: parsed(response) as never,
      expectedChallenge,
      expectedOrigin: new URL(this.settings.baseUrl).origin,
      expectedRPID: this.host,
      requireUserVerification: true,
    }).catch(() => undefined);
    if (!checked?.verified) throw unfit();
    const { id, publicKey, counter, transports } = checked.registrationInfo.credential;
    if (await passkeyOf(tx, id))
      throw invalid('access.passkey-known', { passkey: 'This passkey has been added already.' });
    await insertPasskey(tx, {
      id: newId(),
      userId,
      credentialId: id,
      publicKey: Buffer.from(publicKey),
      counter: String(counter),
      transports: (transports ?? []).filter((one) => TRANSPORTS.has(one)),
      name,
      createdAt: this.clock.now(),
      usedAt: null,
    });
    await noteFactor(this.audit, tx, userId, 'create', { passkey: [null, name] });
  }

  /** What a browser needs to ask for any passkey it holds for this site. */
  question(): PasskeyQuestion {
    return this.asked(undefined, []);
  }

  /** The same for one of this person's; undefined where they have none. */
  async questionFor(tx: Tx, userId: string): Promise<PasskeyQuestion | undefined> {
    const passkeys = await passkeysOf(tx, userId);
    return passkeys.length ? this.asked(userId, passkeys) : undefined;
  }

  private asked(userId: string | undefined, passkeys: readonly Passkey[]): PasskeyQuestion {
    const { challenge, sealed } = this.challenges.issue(asking(userId));
    const allowCredentials = descriptors(passkeys);
    const rpId = this.host;
    const options = { challenge, rpId, allowCredentials, timeout: TIMEOUT_MS, userVerification: 'required' };
    return { options, sealed };
  }

  /** Whose passkey has answered, which is this person's where one is given. Throws `invalid` with `passkey`. */
  async check(tx: Tx, { sealed, response }: PasskeyAnswer, userId?: string): Promise<string> {
    const expectedChallenge = await this.challenges.take(tx, asking(userId), sealed);
    const answer = parsed(response);
    const passkey = await passkeyOf(tx, answer.id);
    if (!passkey || (userId && passkey.userId !== userId)) throw unfit();
    const { verifyAuthenticationResponse } = await library();
    const checked = await verifyAuthenticationResponse({
      response: answer as never,
      expectedChallenge,
      expectedOrigin: new URL(this.settings.baseUrl).origin,
      expectedRPID: this.host,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: Number(passkey.counter),
      },
      requireUserVerification: true,
    }).catch(() => undefined);
    if (!checked?.verified) throw unfit();
    await notePasskeyUse(tx, passkey.id, checked.authenticationInfo.newCounter, this.clock.now());
    return passkey.userId;
  }

  private get host(): string {
    return new URL(this.settings.baseUrl).hostname;
  }
}

const making = (userId: string) => `make for ${userId}`;
const asking = (userId: string | undefined) => `ask ${userId ?? 'anybody'}`;

/** A person's id as bytes: it tells nothing about them. */
const handleOf = (userId: string): string =>
  Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');

const descriptors = (passkeys: readonly Passkey[]) =>
  passkeys.map(({ credentialId, transports }) => ({ type: 'public-key', id: credentialId, transports }));

function parsed(response: string): { id: string } {
  try {
    const read = JSON.parse(response) as { id?: unknown } | null;
    // As a browser writes it: whatever else stands in it leads to no passkey.
    if (typeof read?.id === 'string' && /^[\w-]{1,1400}$/.test(read.id)) return read as { id: string };
  } catch {
    // No JSON: as any other answer that does not fit.
  }
  throw unfit();
}
