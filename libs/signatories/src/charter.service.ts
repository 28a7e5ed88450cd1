import { Injectable } from '@nestjs/common';
import { Contacts, Employers, nameHas, stageByName, stages } from '#employers';
import {
  type Actor,
  Clock,
  constraintOf,
  Facts,
  invalid,
  londonDay,
  newId,
  notFound,
  reasonProblem,
  standingFact,
  startOfDay,
  type Tx,
} from '#platform';
import type { Charter } from './charter.entity.js';
import {
  type CharterLine,
  chartersOf,
  chartersOn,
  countEver,
  endCharter,
  endedCharters,
  findCharter,
  insertCharter,
  type RegisterLine,
  registerOn,
  reopenCharter,
  reviewsBetween,
  setListed,
} from './charter.repository.js';
import { FIRST_DAY, isDay, mayUndoEnd, reviewDueOn } from './charter.rules.js';
import { charterVersion, latestCharterVersion } from './charter-versions.js';
import { alreadyEnded, cannotUndoEnd, signedMeanwhile } from './signatories.errors.js';
import { signatoriesFacts } from './signatories.facts.js';

export interface SigningInput {
  employerId: string;
  /** The contact who signed, where it is one we know. */
  contactId?: string | null;
  signatoryName: string;
  signatoryRole: string;
  /** A wording of charter-versions.json; the latest when not given. */
  version?: string;
  /** London day, `2026-11-24`. */
  signedOn: string;
  /** On the public register; yes when not given. */
  listed?: boolean;
}

/** Signing the charter, its reviews, its end, and who signs now. */
@Injectable()
export class Charters {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
  ) {}

  /**
   * Signs an employer: its charter row, review due 24 months later, the fact, and its stage follows (stageByCharter). An
   * open signature of an earlier day is renewed by it. Throws `signatories.signing` by field: signatoryName,
   * signatoryRole, version, signedOn, contactId.
   */
  async sign(tx: Tx, areaId: string, input: SigningInput, actor: Actor): Promise<Charter> {
    const employer = await this.employers.get(tx, input.employerId, true);
    if (employer.areaId !== areaId) throw notFound();
    const history = await chartersOf(tx, areaId, employer.id);
    const open = history.find((c) => !c.endedOn);
    await this.check(tx, input, history);
    const charter: Charter = {
      id: newId(),
      areaId,
      employerId: employer.id,
      contactId: input.contactId || null,
      signatoryName: tidy(input.signatoryName),
      signatoryRole: tidy(input.signatoryRole),
      version: input.version ?? latestCharterVersion.version,
      signedOn: input.signedOn,
      reviewDueOn: reviewDueOn(input.signedOn),
      listed: input.listed ?? true,
      endedOn: null,
      endedAs: null,
      endReason: null,
      createdAt: this.clock.now(),
    };
    if (open) await endCharter(tx, open, 'renewed', input.signedOn, null);
    try {
      await insertCharter(tx, charter);
    } catch (error) {
      if (constraintOf(error) === 'charter_open') throw signedMeanwhile();
      throw error;
    }
    const about = {
      areaId,
      employerId: employer.id,
      contactId: charter.contactId,
      subject: `charter:${charter.id}`,
      at: this.momentOf(input.signedOn),
      actor,
    };
    const data = {
      charterId: charter.id,
      version: Number(charter.version),
      signatoryRole: charter.signatoryRole,
      signedOn: charter.signedOn,
      reviewDueOn: charter.reviewDueOn,
    };
    await this.facts.record(
      tx,
      history.length && !open
        ? signatoriesFacts.returned.of({ ...about, data })
        : signatoriesFacts.signed.of({ ...about, data: open ? { ...data, renewal: true } : data }),
    );
    const why = open ? 'Renewed the charter' : 'Signed the charter';
    await this.employers.followCharter(tx, employer.id, charter, actor, why);
    return charter;
  }

  /**
   * Ends a signature today, for a reason of 10 to 300 characters: not reviewed (`lapsed`) or taken back (`withdrawn`).
   * The stage becomes Lapsed. Throws `signatories.end` with `reason`, and `signatories.already-ended`.
   */
  async end(
    tx: Tx,
    areaId: string,
    charterId: string,
    input: { how: 'lapsed' | 'withdrawn'; reason: string },
    actor: Actor,
  ): Promise<void> {
    const reason = tidy(input.reason);
    const wrong = reasonProblem(reason);
    if (wrong) throw invalid('signatories.end', { reason: wrong });
    const charter = await this.get(tx, charterId);
    if (charter.areaId !== areaId) throw notFound();
    const on = londonDay(this.clock.now());
    if (!(await endCharter(tx, charter, input.how, on, reason))) throw alreadyEnded();
    const stage = await this.employers.followCharter(tx, charter.employerId, undefined, actor, reason);
    await this.facts.record(
      tx,
      signatoriesFacts[input.how].of({
        areaId,
        employerId: charter.employerId,
        subject: `charter:${charter.id}`,
        actor,
        data: { charterId: charter.id, endedOn: on, reason, stage: stages[stage] },
      }),
    );
  }

  /** Whether the end of an employer's signature can be taken back still: it has not signed since, 30 days at most. */
  mayUndoEnd(history: readonly Charter[]): boolean {
    return history[0] !== undefined && mayUndoEnd(history[0], londonDay(this.clock.now()));
  }

  /**
   * Takes the end of an employer's last signature back: it holds as if it had never ended, and the stage is what it was.
   * Throws `signatories.cannot-undo` where mayUndoEnd says no.
   */
  async undoEnd(tx: Tx, areaId: string, charterId: string, actor: Actor, reason: string): Promise<void> {
    const charter = await this.get(tx, charterId);
    if (charter.areaId !== areaId) throw notFound();
    await this.employers.get(tx, charter.employerId, true);
    const history = await chartersOf(tx, areaId, charter.employerId);
    if (history[0]?.id !== charterId || !this.mayUndoEnd(history)) throw cannotUndoEnd();
    const kind = signatoriesFacts[charter.endedAs as Ended];
    const { employerId } = charter;
    const subject = `charter:${charter.id}`;
    const ended = await standingFact(tx, areaId, { employerId, kind: kind.kind, subject });
    await reopenCharter(tx, charter);
    // The end never was: figures leave it out, also those of the time in between.
    if (ended) await this.facts.record(tx, kind.void(ended.id, { areaId, employerId, subject, actor }));
    await this.employers.followCharter(
      tx,
      charter.employerId,
      charter,
      actor,
      `The end of the signature was undone: ${reason}`,
      stageByName(ended?.data['stage']),
    );
  }

  /** Puts a signatory on the public register, or takes it off. */
  async list(tx: Tx, areaId: string, charterId: string, listed: boolean, actor: Actor): Promise<void> {
    const charter = await this.get(tx, charterId);
    if (charter.areaId !== areaId) throw notFound();
    if (charter.listed === listed) return;
    await setListed(tx, areaId, charterId, listed);
    await this.facts.record(
      tx,
      signatoriesFacts.listingChanged.of({
        areaId,
        employerId: charter.employerId,
        subject: `charter:${charter.id}`,
        actor,
        data: { charterId: charter.id, listed },
      }),
    );
  }

  /** One signature; 404 when it is missing or in an area not named. */
  async get(tx: Tx, id: string): Promise<CharterLine> {
    const charter = await findCharter(tx, id);
    if (!charter) throw notFound();
    return charter;
  }

  /** All signatures of an employer, the latest first; the open one, if any, is the first. */
  ofEmployer(tx: Tx, areaId: string, employerId: string): Promise<Charter[]> {
    return chartersOf(tx, areaId, employerId);
  }

  /** Who signs on a day (an instant's London day), by name: closed and merged employers left out. */
  async current(tx: Tx, areaId: string, on: Date): Promise<(CharterLine & { charterId: string })[]> {
    return withId(await chartersOn(tx, areaId, londonDay(on)));
  }

  /** Open signatures whose review falls due from a day to a day, both included (London days of instants). */
  async reviewsDue(
    tx: Tx,
    areaId: string,
    from: Date,
    to: Date,
  ): Promise<(CharterLine & { charterId: string })[]> {
    return withId(await reviewsBetween(tx, areaId, londonDay(from), londonDay(to)));
  }

  /** Employers that once signed and do not on this day, with their last signature. */
  async ended(tx: Tx, areaId: string, on: Date): Promise<CharterLine[]> {
    return endedCharters(tx, areaId, londonDay(on));
  }

  /** How many employers ever signed, by this day. Reported beside those signing now, never instead. */
  countEver(tx: Tx, areaId: string, on: Date): Promise<number> {
    return countEver(tx, areaId, londonDay(on));
  }

  /** The public register of an area on a day: listed signatories by name; `q` is part of a name. */
  async register(tx: Tx, areaId: string, on: Date, q = ''): Promise<RegisterLine[]> {
    const lines = await registerOn(tx, areaId, londonDay(on));
    return q.trim() ? lines.filter(({ name }) => nameHas(name, q)) : lines;
  }

  private async check(tx: Tx, input: SigningInput, history: Charter[]): Promise<void> {
    const errors: Record<string, string> = {};
    if (!tidy(input.signatoryName)) errors['signatoryName'] = 'Enter the name of the person who signed.';
    if (!tidy(input.signatoryRole))
      errors['signatoryRole'] = 'Enter their role, for example managing director.';
    if (input.version !== undefined && !charterVersion(input.version))
      errors['version'] = 'Choose the wording that was signed.';
    const day = dayProblem(input.signedOn, londonDay(this.clock.now()), history);
    if (day) errors['signedOn'] = day;
    if (input.contactId) {
      const contact = await this.contacts.get(tx, input.contactId);
      if (contact.employerId !== input.employerId) errors['contactId'] = 'Choose a contact of this employer.';
    }
    if (Object.keys(errors).length) throw invalid('signatories.signing', errors);
  }

  /** A signature of today happened now; an earlier one on its own day. */
  private momentOf(day: string): Date {
    const now = this.clock.now();
    return day === londonDay(now) ? now : startOfDay(day);
  }
}

type Ended = 'lapsed' | 'withdrawn';

/** What is wrong with a day of signature: not a day, to come, before the charter, or within an earlier signature. */
function dayProblem(signedOn: string, today: string, history: readonly Charter[]): string | undefined {
  if (!isDay(signedOn)) return 'Enter the day it was signed.';
  if (signedOn > today) return 'The day it was signed cannot be in the future.';
  if (signedOn < FIRST_DAY) return 'The charter began in 2004: check the year.';
  const last = history[0];
  if (!last) return undefined;
  if (!last.endedOn && signedOn <= last.signedOn)
    return 'This employer has signed on that day or later already.';
  if (last.endedOn && signedOn < last.endedOn) return 'An earlier signature still held on that day.';
  return undefined;
}

const tidy = (text: string): string => text.trim().replace(/\s+/g, ' ');

const withId = (lines: CharterLine[]): (CharterLine & { charterId: string })[] =>
  lines.map((charter) => ({ ...charter, charterId: charter.id }));
