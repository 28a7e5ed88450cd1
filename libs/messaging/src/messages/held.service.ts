import { Injectable } from '@nestjs/common';
import { type AreaIdentity, Audit, areaIdentities } from '#access';
import type { MailDefinition } from '#mail-templates';
import {
  type MailReader,
  MailRegistry,
  type PlannedContent,
  SubjectRenderer,
  testedMail,
} from '#mail-templates';
import {
  type Actor,
  Clock,
  CodedError,
  invalid,
  newId,
  notFound,
  Queues,
  REASON_WORDS,
  reasonProblem,
  SYSTEM_ACTOR,
  type Tx,
} from '#platform';
import { recordEvents } from '../delivery/settlement.repository.js';
import { contentHold, contentHolds } from '../outbox/content-hold.rules.js';
import { queueJobs, sendJobs, toQueue } from '../outbox/send-job.js';
import { countToMend, idsToMend, type Rewritten, rewriteHeld, stopHeld } from './held.repository.js';
import { findMessage, lockedMessages, type MessageRecord } from './messages.repository.js';

/** Mails of one sending that are tried again by one press, at most. */
const AT_ONCE = 2_000;

/** Whether a mail waits for its words or its data to be mended. */
export const waitsForContent = (mail: { state: string; hold: string | null }): boolean =>
  mail.state === 'held' && (contentHolds as readonly (string | null)[]).includes(mail.hold);

/** Mails that wait for a person because their words and data do not fit together. */
@Injectable()
export class HeldMails {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly queues: Queues,
    private readonly registry: MailRegistry,
    private readonly subjects: SubjectRenderer,
  ) {}

  /** How many wait in an area, or of one sending. */
  count(tx: Tx, areaId: string, campaign?: string, reader?: MailReader): Promise<number> {
    return countToMend(tx, areaId, this.registry.hiddenFrom(reader), campaign);
  }

  /**
   * Writes held mails anew in the words in force now, looks again for what is missing, and lets those go that lack
   * nothing. `given`: what has been mended, 10 to 300 characters. Answers how many go and how many are still held, for a
   * reason that is now theirs. Throws `messaging.try-again` by field, and `messaging.not-held` when none of them waits
   * for words any more.
   */
  async tryAgain(
    tx: Tx,
    areaId: string,
    ids: readonly string[],
    given: string,
    actor: Actor,
  ): Promise<{ going: number; held: number }> {
    const mended = given.replace(/\s+/g, ' ').trim();
    if (reasonProblem(given)) throw invalid('messaging.try-again', { mended: REASON_WORDS });
    const mails = (await lockedMessages(tx, areaId, ids)).filter(waitsForContent);
    if (!mails.length) throw notHeldForWords();
    const area = (await areaIdentities(tx, [areaId])).get(areaId)!;
    const words = new Map<string, Promise<PlannedContent>>();
    const written: Rewritten[] = [];
    for (const mail of mails) written.push(await this.rewritten(tx, area, mail, words));
    await this.keepChecks(tx, areaId, mails);
    await rewriteHeld(tx, areaId, written, this.clock.now());
    const going = new Set(written.filter((one) => one.hold === null).map((one) => one.id));
    await this.note(tx, areaId, mails, actor, mended, (mail) =>
      going.has(mail.id)
        ? { kind: 'tried-again', detail: `“${mended}” In the words in force now.` }
        : { kind: 'still-held', detail: written.find((one) => one.id === mail.id)!.reason },
    );
    const due = mails.filter((mail) => going.has(mail.id));
    if (due.length) tx.afterCommit(() => queueJobs(this.queues, sendJobs(due.map(toQueue))));
    return { going: going.size, held: mails.length - going.size };
  }

  /** Whether a held mail would go in the words in force now. Throws not-found. */
  async fitsNow(tx: Tx, id: string): Promise<boolean> {
    const message = await findMessage(tx, id);
    if (!message) throw notFound();
    const area = (await areaIdentities(tx, [message.areaId])).get(message.areaId)!;
    return (await this.rewritten(tx, area, message, new Map())).hold === null;
  }

  /** As `tryAgain`, for those of a sending that wait for words, AT_ONCE of them at most. */
  async tryAllAgain(
    tx: Tx,
    areaId: string,
    campaign: string,
    given: string,
    actor: Actor,
  ): Promise<{ going: number; held: number }> {
    return this.tryAgain(tx, areaId, await idsToMend(tx, areaId, campaign, AT_ONCE), given, actor);
  }

  /**
   * Ends a mail that waits for its words; `given`: why, 10 to 300 characters. Throws not-found, `messaging.stop` by field
   * and `messaging.not-held`.
   */
  async stop(tx: Tx, areaId: string, id: string, given: string, actor: Actor): Promise<void> {
    const why = given.replace(/\s+/g, ' ').trim();
    if (reasonProblem(given)) throw invalid('messaging.stop', { why: REASON_WORDS });
    const [mail] = await lockedMessages(tx, areaId, [id]);
    if (!mail) throw notFound();
    const reason = `${actor.label ?? 'Staff'} stopped it: ${why}`;
    if (!waitsForContent(mail) || !(await stopHeld(tx, mail, reason, this.clock.now())))
      throw notHeldForWords();
    await this.note(tx, areaId, [mail], actor, why, () => ({ kind: 'stopped', detail: why }));
  }

  private async rewritten(
    tx: Tx,
    area: AreaIdentity,
    message: MessageRecord,
    known: Map<string, Promise<PlannedContent>>,
  ): Promise<Rewritten> {
    const { id, subject, templateId, templateVersion } = message;
    const still = (hold: Rewritten['hold'], reason: string): Rewritten => ({
      id,
      subject,
      templateId,
      templateVersion,
      hold,
      reason,
    });
    const mail = this.registry.find(message.template);
    if (!mail)
      return still('template-broken', 'This version of the program no longer sends emails of this kind.');
    const data = mail.schema.safeParse(message.data);
    if (!data.success)
      return still(
        'missing-value',
        'What this email was to say no longer fits its template. Stop it, and do again what caused it.',
      );
    const words = await this.wordsOf(tx, area, mail, message, known);
    const { subject: line, missing } = words.fill(data.data, message.recipientName);
    const held = contentHold({ broken: words.broken, missing });
    return {
      id,
      subject: line,
      templateId: words.templateId,
      templateVersion: mail.version,
      hold: held?.hold ?? null,
      reason: held?.reason ?? null,
    };
  }

  /** The words in force; a test keeps the draft it tries. */
  private wordsOf(
    tx: Tx,
    area: AreaIdentity,
    mail: MailDefinition,
    message: MessageRecord,
    known: Map<string, Promise<PlannedContent>>,
  ): Promise<PlannedContent> {
    const version = testedMail(mail.name) ? message.templateId : undefined;
    const key = `${mail.name} ${version ?? ''}`;
    const words = known.get(key) ?? this.subjects.of(tx, area, mail, version);
    known.set(key, words);
    return words;
  }

  /** What held them stands on beside what is found now: the message itself says only what holds it last. */
  private keepChecks(tx: Tx, areaId: string, mails: readonly MessageRecord[]): Promise<void> {
    return recordEvents(
      tx,
      mails.map((mail) => {
        const at = mail.decision ? new Date(mail.decision.at) : mail.createdAt;
        const eventId = `held:${mail.id}:${at.toISOString()}`;
        const kept = { kind: 'checked-held', source: 'check', eventId, at, actor: SYSTEM_ACTOR };
        return { ...kept, id: newId(), areaId, messageId: mail.id, detail: mail.reason };
      }),
    );
  }

  private async note(
    tx: Tx,
    areaId: string,
    mails: readonly MessageRecord[],
    actor: Actor,
    reason: string,
    say: (mail: MessageRecord) => { kind: string; detail: string | null },
  ): Promise<void> {
    const at = this.clock.now();
    await recordEvents(
      tx,
      mails.map((mail) => ({
        ...say(mail),
        id: newId(),
        areaId,
        messageId: mail.id,
        source: 'staff',
        eventId: newId(),
        at,
        actor,
      })),
    );
    for (const mail of mails)
      await this.audit.record(tx, {
        areaId,
        actor,
        verb: 'change',
        resource: 'message_metadata',
        subject: mail.id,
        reason,
      });
  }
}

const notHeldForWords = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.not-held',
    'Nothing you could correct holds this email any more. Look at it again.',
  );
