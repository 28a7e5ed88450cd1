import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, hashToken, invalid, Settings, seal, type Tx, unseal } from '#platform';
import { Audit } from './audit.service.js';
import {
  appOf,
  countRecoveryCodes,
  deleteApp,
  deleteFactors,
  deletePasskey,
  deleteRecoveryCodes,
  type FactorState,
  factorState,
  hasFactor,
  replaceApp,
  replaceRecoveryCodes,
  spendRecoveryCode,
  takeStep,
} from './factor.repository.js';
import { noteFactor } from './factor-trace.js';
import { newRecoveryCodes, plainRecoveryCode } from './recovery-code.rules.js';
import { base32, otpauthUri, stepOfCode } from './totp.rules.js';

/** 160 bits, as RFC 4226 recommends. */
const SEED_BYTES = 20;
const SEED_LIFE_MS = 60 * 60_000;
const PRODUCT = 'Mindful Employer CRM';

/** A seed for an app that is being set up: for the eye, for the camera, and sealed for the form. */
export interface NewSeed {
  /** In groups of four letters. */
  letters: string;
  uri: string;
  sealed: string;
}

/** How somebody proved who they are the second time. */
export type CodeKind = 'app' | 'recovery';

/** What people sign in with besides a password: an authenticator app and recovery codes; passkeys are in `Passkeys`. */
@Injectable()
export class Factors {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Wherever people come by another name than this machine's own. There it is offered, as for a trial. */
  get required(): boolean {
    return !this.settings.local;
  }

  /** All somebody has. */
  state(userId: string): Promise<FactorState> {
    return factorState(this.db.outsideWall, userId);
  }

  has(tx: Tx, userId: string): Promise<boolean> {
    return hasFactor(tx, userId);
  }

  /** A new seed, kept nowhere until its first code has been typed; `again`: what a form brought, taken while it is one that holds. */
  seedFor(user: { id: string; email: string }, again?: unknown): NewSeed {
    const brought = typeof again === 'string' ? again : '';
    const kept = this.opened(user.id, brought);
    const seed = kept ?? randomBytes(SEED_BYTES);
    const until = Buffer.alloc(8);
    until.writeBigUInt64BE(BigInt(this.clock.now().getTime() + SEED_LIFE_MS));
    const bytes = Buffer.concat([until, seed]);
    return {
      letters: base32(seed).replace(/(.{4})(?=.)/g, '$1 '),
      uri: otpauthUri(seed, PRODUCT, user.email),
      sealed: kept ? brought : seal(this.settings.secret, pending(user.id), bytes).toString('base64url'),
    };
  }

  /** Sets the app up whose seed the form brought, in the place of one there was. Throws `invalid` with `code`. */
  async addApp(tx: Tx, userId: string, sealed: string, typed: string): Promise<void> {
    const seed = this.opened(userId, sealed);
    if (!seed)
      throw invalid('access.seed-ended', { code: 'The page was open for too long. Scan the new square.' });
    const now = this.clock.now();
    const lastStep = stepOfCode(seed, typed.replace(/\s/g, ''), now, 0);
    if (lastStep === undefined)
      throw invalid('access.wrong-code', {
        code: 'This is not the code the app shows now. Check that the time on your phone is right.',
      });
    const kept = seal(this.settings.secret, seedOf(userId), seed);
    const before = await replaceApp(tx, { userId, seed: kept, lastStep, createdAt: now, usedAt: null });
    await noteFactor(this.audit, tx, userId, before ? 'change' : 'create', {
      app: before ? ['set up', 'set up anew'] : [null, 'set up'],
    });
  }

  /** Whether a code is right and has not been used; it is used up by this. Of two at a time one wins. */
  async takeCode(tx: Tx, userId: string, typed: string): Promise<CodeKind | undefined> {
    const figures = typed.replace(/\s/g, '');
    if (/^\d{6}$/.test(figures)) {
      const app = await appOf(tx, userId);
      const seed = app && unseal(this.settings.secret, seedOf(userId), app.seed);
      const now = this.clock.now();
      const step = seed && stepOfCode(seed, figures, now, app.lastStep);
      return step && (await takeStep(tx, userId, step, now)) ? 'app' : undefined;
    }
    const code = plainRecoveryCode(typed);
    if (!code || !(await spendRecoveryCode(tx, userId, hashToken(code)))) return undefined;
    const left = await countRecoveryCodes(tx, userId);
    await noteFactor(this.audit, tx, userId, 'code-used', { codes: [`${left + 1} left`, `${left} left`] });
    return 'recovery';
  }

  /** Ten new codes, the only time they can be seen; those before are void. */
  async newCodes(tx: Tx, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    const hashes = codes.map((code) => hashToken(plainRecoveryCode(code)!));
    const before = await replaceRecoveryCodes(tx, userId, hashes, this.clock.now());
    await noteFactor(this.audit, tx, userId, 'codes-made', {
      codes: [before ? `${before} left` : null, `${codes.length} new`],
    });
    return codes;
  }

  /** Takes the app away; false where there is none. Throws as `removePasskey`. */
  async removeApp(tx: Tx, userId: string): Promise<boolean> {
    const removed = await deleteApp(tx, userId);
    await this.afterRemoval(tx, userId);
    if (removed) await noteFactor(this.audit, tx, userId, 'delete', { app: ['set up', null] });
    return removed;
  }

  /**
   * Takes a passkey away; its name, or undefined where there is none. Throws `invalid` where it was the last way and one
   * is required; where none is, recovery codes go with the last.
   */
  async removePasskey(tx: Tx, userId: string, id: string): Promise<string | undefined> {
    const name = await deletePasskey(tx, userId, id);
    await this.afterRemoval(tx, userId);
    if (name !== undefined) await noteFactor(this.audit, tx, userId, 'delete', { passkey: [name, null] });
    return name;
  }

  /** Takes all of it away. */
  end(tx: Tx, userId: string): Promise<void> {
    return deleteFactors(tx, userId);
  }

  private async afterRemoval(tx: Tx, userId: string): Promise<void> {
    if (await hasFactor(tx, userId)) return;
    if (this.required)
      throw invalid('access.last-factor', {
        form: 'This is your last way to sign in. Set another one up before you take it away.',
      });
    await deleteRecoveryCodes(tx, userId);
  }

  private opened(userId: string, sealed: string): Buffer | undefined {
    const bytes = unseal(this.settings.secret, pending(userId), Buffer.from(sealed, 'base64url'));
    if (!bytes || Number(bytes.readBigUInt64BE()) <= this.clock.now().getTime()) return undefined;
    return bytes.subarray(8);
  }
}

const pending = (userId: string) => `seed of an authenticator app to be, of ${userId}`;
const seedOf = (userId: string) => `seed of the authenticator app of ${userId}`;
