import { Injectable } from '@nestjs/common';
import { Contacts, Employers, People } from '#employers';
import { Outbox } from '#messaging';
import { type Actor, Clock, Database, Facts, invalid, londonDay, newId, notFound, type Tx } from '#platform';
import {
  answerOf,
  completeAnswer,
  keepTexts,
  saveItems,
  saveTexts,
  submittedBy,
  type TextRow,
  textsOf,
} from './answer.repository.js';
import { type InvitationState, prefill } from './answer.rules.js';
import { answerFigures } from './answer-figures.rules.js';
import { type Answer, type Instrument, itemsOf, shownAnswers, shownItems } from './instrument.rules.js';
import { Instruments } from './instruments.service.js';
import { invitationById, lockedInvitation, markInvitation } from './invitation.repository.js';
import { allPages, type SurveyPage, shownPages } from './page.rules.js';
import { type Fields, itemOfField, type PageInput, pageProblems, readPage } from './page-input.rules.js';
import { alreadyAnswered, surveyOver } from './surveys.errors.js';
import { surveyFacts, waveSubject } from './surveys.facts.js';
import { type WaveRow, waveById } from './wave.repository.js';
import { type Timing, timing, waveCampaign } from './wave.rules.js';

/** One invitation as its holder sees it. */
export interface Visit {
  areaId: string;
  invitationId: string;
  state: InvitationState;
  wave: WaveRow;
  instrument: Instrument;
  timing: Timing;
  employerName: string;
  contactName: string;
  /** What was saved so far, texts of text items included. */
  answers: Record<string, Answer>;
  /** Words typed, by item and part. */
  texts: TextRow[];
  /** What to offer for items without an answer, from the record; shown and changeable. */
  offered: Record<string, string>;
  /** The same person's answers to the wave this one follows. */
  earlier?: { at: Date; answers: Record<string, Answer> };
}

/** Answering by a personal link. The caller has checked the link; `invitationId` is its subject. */
@Injectable()
export class Answering {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly instruments: Instruments,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly people: People,
    private readonly outbox: Outbox,
  ) {}

  /** Reads only: opening the link changes nothing. Throws not-found. */
  get(areaId: string, invitationId: string): Promise<Visit> {
    return this.db.read([areaId], (tx) => this.visit(tx, invitationId));
  }

  /**
   * Saves one page. Answers what was wrong by field, in which case nothing was saved. `leaving`: by Back or to come back
   * later; then what is there is saved as it is, and only what could not be read is left as it was before.
   * Throws `surveys.already-answered`, `surveys.over`, and not-found for a page the questionnaire has not.
   */
  save(
    areaId: string,
    invitationId: string,
    pageId: string,
    fields: Fields,
    leaving = false,
  ): Promise<PageInput> {
    return this.db.write([areaId], async (tx) => {
      const { invitation, instrument, now } = await this.unlocked(tx, invitationId);
      const page = pageOf(instrument, pageId);
      const input = readPage(instrument, page, fields, londonDay(now));
      if (!leaving && Object.keys(input.problems).length) return input;
      const answerId = await saveItems(tx, newId(), invitation, input.items, now);
      await saveTexts(tx, areaId, answerId, input.texts);
      if (invitation.state === 'invited') await markInvitation(tx, invitation, 'started');
      return input;
    });
  }

  /**
   * Sends the answer in: what a hidden item held is dropped, a late one is flagged, and what was still to go out of the
   * invitation's email is withdrawn. Throws `surveys.answer-incomplete` with one field per item that asks for an answer
   * or cannot be taken as it is, and as `save` does.
   */
  submit(areaId: string, invitationId: string): Promise<{ late: boolean }> {
    return this.db.write([areaId], async (tx) => {
      const { invitation, wave, instrument, now } = await this.unlocked(tx, invitationId);
      const answer = await answerOf(tx, invitation.id);
      const texts = answer ? await textsOf(tx, answer.id) : [];
      const given = withTexts(answer?.items ?? {}, texts);
      const problems = shownPages(instrument, given).flatMap((page) =>
        Object.entries(pageProblems(instrument, page, given, texts)),
      );
      if (!answer || problems.length)
        throw invalid(
          'surveys.answer-incomplete',
          Object.fromEntries(problems.map(([field, problem]) => [itemOfField(field), problem])),
        );
      const late = timing(wave, now) === 'late';
      await keepTexts(tx, areaId, answer.id, [...shownItems(instrument, given)]);
      await completeAnswer(tx, answer, withoutTexts(instrument, shownAnswers(instrument, given)), now, late);
      await markInvitation(tx, invitation, 'answered');
      await this.outbox.cancel(
        tx,
        areaId,
        { campaign: waveCampaign(wave.id), employerId: invitation.employerId },
        'They have answered, so it is no longer needed.',
      );
      const actor: Actor = { kind: 'link', id: invitation.contactId };
      const contact = await this.contacts.get(tx, invitation.contactId);
      const person = await this.people.idOf(tx, areaId, {
        name: contact.name,
        email: contact.email ?? contact.id,
      });
      await this.facts.record(
        tx,
        surveyFacts.answered.of({
          areaId,
          employerId: invitation.employerId,
          contactId: invitation.contactId,
          subject: waveSubject(wave.id),
          actor,
          data: {
            waveId: wave.id,
            title: wave.title,
            kind: wave.kind,
            late,
            person,
            ...answerFigures(instrument, shownAnswers(instrument, given)),
          },
        }),
      );
      return { late };
    });
  }

  /** The invitation, locked, if it may still be answered. */
  private async unlocked(tx: Tx, invitationId: string) {
    const now = this.clock.now();
    const invitation = await lockedInvitation(tx, invitationId);
    const wave = invitation && (await waveById(tx, invitation.waveId));
    if (!invitation || !wave) throw notFound();
    if (invitation.state === 'answered') throw alreadyAnswered();
    const { contactId } = invitation;
    // Who was asked is forgotten only long after the survey is over.
    if (timing(wave, now) === 'over' || !contactId) throw surveyOver();
    return {
      invitation: { ...invitation, contactId },
      wave,
      now,
      instrument: await this.instruments.of(tx, wave.instrumentVersionId),
    };
  }

  private async visit(tx: Tx, invitationId: string): Promise<Visit> {
    const invitation = await invitationById(tx, invitationId);
    const wave = invitation && (await waveById(tx, invitation.waveId));
    if (!invitation || !wave) throw notFound();
    const instrument = await this.instruments.of(tx, wave.instrumentVersionId);
    const employer = await this.employers.get(tx, invitation.employerId);
    const { contactId } = invitation;
    const contact = contactId ? await this.contacts.get(tx, contactId) : { name: '', roles: [] };
    const answer = await answerOf(tx, invitation.id);
    const texts = answer ? await textsOf(tx, answer.id) : [];
    const known = { roles: contact.roles, sector: employer.sector, sizeBand: employer.sizeBand };
    return {
      areaId: invitation.areaId,
      invitationId,
      state: invitation.state,
      wave,
      instrument,
      timing: timing(wave, this.clock.now()),
      employerName: employer.name,
      contactName: contact.name,
      answers: withTexts(answer?.items ?? {}, texts),
      texts,
      offered: Object.fromEntries(
        itemsOf(instrument).flatMap((item) => {
          const value = prefill(item.prefill, known);
          return value ? [[item.id, value]] : [];
        }),
      ),
      earlier: await this.earlier(tx, wave, invitation),
    };
  }

  /**
   * What this person said in the wave before. A colleague's answers are not shown: the person who gave them did not
   * expect it, and opinions are among them.
   */
  private async earlier(
    tx: Tx,
    wave: WaveRow,
    invitation: { employerId: string; contactId: string | null },
  ): Promise<Visit['earlier']> {
    const { employerId, contactId } = invitation;
    if (!wave.followsWaveId || !contactId) return undefined;
    const answer = await submittedBy(tx, wave.areaId, wave.followsWaveId, employerId, contactId);
    return answer && { at: answer.submittedAt!, answers: answer.items };
  }
}

function pageOf(instrument: Instrument, pageId: string): SurveyPage {
  const page = allPages(instrument).find((one) => one.id === pageId);
  if (!page) throw notFound();
  return page;
}

/** Texts of text items stand apart in the database; conditions and required items ask for them all the same. */
const withTexts = (items: Record<string, Answer>, texts: readonly TextRow[]): Record<string, Answer> => ({
  ...items,
  ...Object.fromEntries(texts.filter((one) => one.part === 'text').map((one) => [one.itemId, one.text])),
});

function withoutTexts(instrument: Instrument, answers: Record<string, Answer>): Record<string, Answer> {
  const typed = new Set(
    itemsOf(instrument)
      .filter((item) => item.type.endsWith('_text'))
      .map((item) => item.id),
  );
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !typed.has(id)));
}
