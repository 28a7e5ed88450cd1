import { Injectable } from '@nestjs/common';
import { Contacts, Employers } from '#employers';
import { notFound, type Tx } from '#platform';
import type { Answer } from './answer.entity.js';
import { answerById, type TextRow, textsOf } from './answer.repository.js';
import { type Interval, wilson } from './change.rules.js';
import type { Instrument } from './instrument.rules.js';
import { Instruments } from './instruments.service.js';
import { type Asked, askedIn } from './invitation.repository.js';
import { type MailOutcome, MailOutcomes, type NotAsked } from './mail-fates.service.js';
import {
  type ListedEmployer,
  listOf,
  type WaveCounts,
  type WaveRow,
  waveById,
  wavesOfArea,
  wavesOfSurvey,
} from './wave.repository.js';

/** Somebody who was asked, and what came of it. */
export interface AskedLine extends Asked {
  employerName: string;
  contactName: string;
  mail?: MailOutcome;
  notAsked?: NotAsked;
}

/** How a wave stands. */
export interface WaveReport {
  wave: WaveRow;
  /** All waves of the survey, in their order. */
  waves: WaveRow[];
  /** Employers that were asked: their email went, or is on its way. */
  invited: number;
  /** Employers on the list beside them: whose email waits, and whose ended unsent. */
  notAsked: Record<NotAsked, number>;
  /** Invited employers with an answer that counts, late ones included. */
  answered: number;
  late: number;
  started: number;
  /** answered / invited with its 95% interval; null when nobody was invited. */
  rate: number | null;
  rateCi95: Interval | null;
  asked: AskedLine[];
  leftOut: ListedEmployer[];
  /** How many of its mails are in which state. */
  mails: { state: string; count: number }[];
}

/** One employer's answer, whole. */
export interface AnswerReport {
  answer: Answer;
  texts: TextRow[];
  wave: WaveRow;
  instrument: Instrument;
  employerName: string;
  contactName: string;
}

/** What staff read of waves. Reads only. */
@Injectable()
export class WaveReports {
  constructor(
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly instruments: Instruments,
    private readonly fates: MailOutcomes,
  ) {}

  /** An area's waves, the latest survey first; invited: who was asked (WaveReport). */
  async list(tx: Tx, areaId: string): Promise<WaveCounts[]> {
    const waves = await wavesOfArea(tx, areaId);
    const opened = waves.filter((wave) => wave.state !== 'planned').map((wave) => wave.id);
    const notAsked = await this.fates.notAsked(tx, areaId, opened);
    return waves.map((wave) => ({ ...wave, invited: wave.invited - (notAsked.get(wave.id)?.size ?? 0) }));
  }

  /** By wave why an employer was not asked in it; no entry: it was. */
  async notAskedOf(
    tx: Tx,
    areaId: string,
    employerId: string,
    waveIds: readonly string[],
  ): Promise<Map<string, NotAsked>> {
    const found = await this.fates.notAsked(tx, areaId, waveIds, employerId);
    return new Map(
      [...found].flatMap(([waveId, of]) => [...of.values()].map((why) => [waveId, why] as const)),
    );
  }

  /** A wave with who answered. Throws not-found. */
  async get(tx: Tx, waveId: string): Promise<WaveReport> {
    const wave = await waveById(tx, waveId);
    if (!wave) throw notFound();
    const { areaId } = wave;
    const list = await listOf(tx, areaId, waveId);
    const asked = await askedIn(tx, areaId, waveId);
    const names = new Map(list.map((one) => [one.employerId, one.employerName]));
    const people = await this.contacts.getMany(
      tx,
      areaId,
      asked.flatMap((one) => one.contactId ?? []),
    );
    const fates = await this.fates.of(tx, areaId, waveId);
    const notAsked = (await this.fates.notAsked(tx, areaId, [waveId])).get(waveId)!;
    const lines = asked.map((one) => ({
      ...one,
      employerName: names.get(one.employerId) ?? '',
      contactName: one.contactId ? (people.get(one.contactId)?.name ?? '') : NOT_KEPT,
      mail: fates.byEmployer.get(one.employerId),
      notAsked: notAsked.get(one.employerId),
    }));
    const invited = list.filter((one) => one.leftOut === null).length - notAsked.size;
    const answered = new Set(asked.filter((one) => one.state === 'answered').map((one) => one.employerId))
      .size;
    return {
      wave,
      waves: await wavesOfSurvey(tx, areaId, wave.surveyId),
      invited,
      notAsked: { waits: countOf(notAsked, 'waits'), unsent: countOf(notAsked, 'unsent') },
      answered,
      late: asked.filter((one) => one.late).length,
      started: asked.filter((one) => one.state === 'started').length,
      rate: invited ? answered / invited : null,
      rateCi95: wilson(answered, invited),
      asked: lines.sort((a, b) => a.employerName.localeCompare(b.employerName, 'en-GB')),
      leftOut: list.filter((one) => one.leftOut !== null),
      mails: fates.counts,
    };
  }

  /** One answer with its words. Throws not-found, also for a draft: it is the respondent's until sent. */
  async answer(tx: Tx, answerId: string): Promise<AnswerReport> {
    const answer = await answerById(tx, answerId);
    const wave = answer && (await waveById(tx, answer.waveId));
    if (!answer || !wave || answer.status !== 'complete') throw notFound();
    return {
      answer,
      texts: await textsOf(tx, answerId),
      wave,
      instrument: await this.instruments.of(tx, wave.instrumentVersionId),
      employerName: (await this.employers.get(tx, answer.employerId)).name,
      contactName: answer.contactId ? (await this.contacts.get(tx, answer.contactId)).name : NOT_KEPT,
    };
  }
}

/** What stands for who answered, once the time for knowing it is over. */
const NOT_KEPT = 'A name no longer kept';

const countOf = (all: ReadonlyMap<string, NotAsked>, why: NotAsked): number =>
  [...all.values()].filter((one) => one === why).length;
