import { Injectable } from '@nestjs/common';
import { Audit, Links } from '#access';
import { Outbox } from '#messaging';
import {
  type Actor,
  Clock,
  Database,
  endOfDay,
  Facts,
  londonDay,
  newId,
  notFound,
  PublicUrls,
  type Tx,
} from '#platform';
import { surveyFollowup } from '../mails/survey-followup/mail.js';
import { surveyInvitation } from '../mails/survey-invitation/mail.js';
import { answeredWhen } from './answer.repository.js';
import { Instruments } from './instruments.service.js';
import { insertInvitations } from './invitation.repository.js';
import { type Invitee, type InviteList, InviteLists } from './invite-list.service.js';
import { ANSWER_PAGE } from './public-pages.js';
import { alreadyOpened, listChanged, nobodyToInvite } from './surveys.errors.js';
import { surveyFacts, waveSubject } from './surveys.facts.js';
import {
  type AskedElsewhere,
  askedElsewhere,
  insertList,
  insertSurvey,
  insertWave,
  latestWaves,
  lockedWave,
  markOpened,
  type WaveRow,
  waveById,
} from './wave.repository.js';
import { followUpDay, invitationKey, monthWords, waveCampaign, waveDays } from './wave.rules.js';
import { inviteWords } from './wave-mail.rules.js';

/** Purpose of the links survey mails carry (access matrix, `links`). */
export const SURVEY_LINK = 'survey, employer';

/** What a new survey is asked for; days and months are whole numbers. */
export interface SurveyPlan {
  title: string;
  openDays: number;
  lateDays: number;
  followUpMonths: number;
}

/** Planning and opening waves. */
@Injectable()
export class Waves {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly urls: PublicUrls,
    private readonly facts: Facts,
    private readonly links: Links,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly instruments: Instruments,
    private readonly lists: InviteLists,
  ) {}

  /** By the id of its survey the latest wave of each; surveys of other areas are left out. */
  async latestOf(tx: Tx, areaId: string, surveyIds: readonly string[]): Promise<Map<string, WaveRow>> {
    return new Map((await latestWaves(tx, areaId, surveyIds)).map((wave) => [wave.surveyId, wave]));
  }

  /** Plans a survey's baseline with the employer questionnaire; nothing is sent. Answers the wave's id. */
  plan(areaId: string, plan: SurveyPlan): Promise<string> {
    return this.db.write([areaId], async (tx) => {
      const now = this.clock.now();
      const instrumentVersionId = await this.instruments.publish(tx, this.instruments.baseline());
      const survey = {
        id: newId(),
        areaId,
        title: plan.title,
        instrumentVersionId,
        followUpMonths: plan.followUpMonths,
        createdAt: now,
      };
      await insertSurvey(tx, survey);
      const wave = {
        id: newId(),
        areaId,
        surveyId: survey.id,
        kind: 'baseline' as const,
        number: 1,
        followsWaveId: null,
        openDays: plan.openDays,
        lateDays: plan.lateDays,
        ...waveDays(londonDay(now), plan.openDays, plan.lateDays),
        senderName: null,
        createdAt: now,
      };
      await insertWave(tx, wave);
      return wave.id;
    });
  }

  /**
   * Who a planned wave goes to if it is sent now, the days it would have, and which other open surveys ask the same
   * employers. Throws not-found.
   */
  async preview(
    tx: Tx,
    waveId: string,
  ): Promise<{ wave: WaveRow; list: InviteList; elsewhere: AskedElsewhere[] }> {
    const wave = await waveById(tx, waveId);
    if (!wave) throw notFound();
    const now = this.clock.now();
    const days = wave.kind === 'baseline' ? waveDays(londonDay(now), wave.openDays, wave.lateDays) : {};
    const list = await this.lists.of(tx, wave, now);
    const asked = list.invited.map((one) => one.employerId);
    return { wave: { ...wave, ...days }, list, elsewhere: await askedElsewhere(tx, wave, asked) };
  }

  /**
   * Opens a planned wave: freezes its list, invites, makes the links, writes the mails and plans the follow-up, all in
   * one transaction. `shown` is the number of people the sender was shown. Throws not-found, `surveys.already-opened`,
   * `surveys.list-changed` when the number is another one by now, `surveys.nobody-to-invite`.
   */
  async open(
    areas: readonly string[],
    waveId: string,
    by: { actor: Actor; shown: number; senderName: string },
  ): Promise<{ invited: number }> {
    return this.db.write(areas, async (tx) => {
      const wave = await lockedWave(tx, waveId);
      if (!wave) throw notFound();
      if (wave.state !== 'planned') throw alreadyOpened();
      const list = await this.lists.of(tx, wave, this.clock.now());
      if (list.invited.length !== by.shown) throw listChanged(by.shown, list.invited.length);
      if (!list.invited.length) throw nobodyToInvite();
      await this.openLocked(tx, { ...wave, senderName: by.senderName }, list, by.actor);
      return { invited: list.invited.length };
    });
  }

  /**
   * Opens a follow-up whose hour has come, without being asked. Does nothing when another worker was first or the wave
   * is not planned any more; answers whether it opened.
   */
  openPlanned(areaId: string, waveId: string, actor: Actor): Promise<boolean> {
    return this.db.write([areaId], async (tx) => {
      const wave = await lockedWave(tx, waveId);
      if (wave?.state !== 'planned' || wave.kind !== 'followup') return false;
      await this.openLocked(tx, wave, await this.lists.of(tx, wave, this.clock.now()), actor);
      return true;
    });
  }

  private async openLocked(tx: Tx, planned: WaveRow, list: InviteList, actor: Actor): Promise<void> {
    const now = this.clock.now();
    const { areaId } = planned;
    const wave = { ...planned, ...waveDays(londonDay(now), planned.openDays, planned.lateDays) };
    await markOpened(tx, wave, now);
    await insertList(tx, areaId, wave.id, [
      ...list.invited.map((one) => ({ ...one, leftOut: null })),
      ...list.leftOut.map((one) => ({ ...one, leftOut: one.reason })),
    ]);
    const invited = list.invited.map((one) => ({ ...one, id: newId() }));
    await insertInvitations(tx, areaId, wave.id, invited, now);
    await this.mail(tx, wave, invited);
    if (wave.kind === 'baseline') await this.planFollowUp(tx, wave);
    const about = { areaId, subject: waveSubject(wave.id), actor };
    const data = { waveId: wave.id, title: wave.title, kind: wave.kind };
    const { instrument } = await this.instruments.of(tx, wave.instrumentVersionId);
    await this.facts.record(
      tx,
      surveyFacts.waveOpened.of({
        ...about,
        data: {
          ...data,
          instrument,
          countedUntil: wave.countedUntil,
          follows: wave.followsWaveId,
          invited: invited.map((one) => one.employerId),
          leftOut: list.leftOut.length,
        },
      }),
      ...invited.map(({ employerId, contactId }) =>
        surveyFacts.invited.of({ ...about, employerId, contactId, data }),
      ),
    );
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'send',
      resource: 'survey_wave',
      subject: wave.id,
      rowCount: invited.length,
    });
  }

  private async mail(tx: Tx, wave: WaveRow, invited: readonly (Invitee & { id: string })[]): Promise<void> {
    const expiresAt = endOfDay(wave.countedUntil);
    const tokens = await this.links.createMany(
      tx,
      invited.map((one) => ({ purpose: SURVEY_LINK, areaId: wave.areaId, subjectId: one.id, expiresAt })),
    );
    const before = wave.followsWaveId ? await this.before(tx, wave.followsWaveId) : undefined;
    const minutes = await this.instruments.minutes(tx, wave.instrumentVersionId);
    const requests = invited.map((one, i) => ({
      areaId: wave.areaId,
      sendKey: invitationKey(wave.id, one.employerId),
      to: { address: one.email, name: one.contactName },
      employerId: one.employerId,
      contactId: one.contactId,
      campaign: waveCampaign(wave.id),
      expiresAt,
      data: inviteWords(wave, one, {
        link: this.urls.url(ANSWER_PAGE, { token: tokens[i]! }),
        minutes,
      }),
    }));
    if (before)
      await this.outbox.enqueueMany(
        tx,
        requests.map((request) => ({
          ...request,
          mail: surveyFollowup,
          cause: `The follow-up of “${wave.title}” opened`,
          data: { ...request.data, ...before.of(request.employerId) },
        })),
      );
    else
      await this.outbox.enqueueMany(
        tx,
        requests.map((request) => ({
          ...request,
          mail: surveyInvitation,
          cause: `“${wave.title}” was sent to current signatories`,
        })),
      );
  }

  /**
   * By employer the month of the wave before: the one in which it answered, or else the one in which it was asked.
   * "May", or "May 2026".
   */
  private async before(tx: Tx, waveId: string) {
    const wave = (await waveById(tx, waveId))!;
    const answered = await answeredWhen(tx, wave.areaId, wave.id);
    return {
      of: (employerId: string) => ({
        asked: monthWords(answered.get(employerId) ?? wave.openedAt!, this.clock.now()),
        answered: answered.has(employerId),
      }),
    };
  }

  private async planFollowUp(tx: Tx, baseline: WaveRow): Promise<void> {
    const now = this.clock.now();
    const opensOn = followUpDay(londonDay(now), baseline.followUpMonths);
    await insertWave(tx, {
      id: newId(),
      areaId: baseline.areaId,
      surveyId: baseline.surveyId,
      kind: 'followup',
      number: baseline.number + 1,
      followsWaveId: baseline.id,
      openDays: baseline.openDays,
      lateDays: baseline.lateDays,
      ...waveDays(opensOn, baseline.openDays, baseline.lateDays),
      senderName: baseline.senderName,
      createdAt: now,
    });
  }
}
