import { Injectable } from '@nestjs/common';
import { Agencies, Areas, type Proposal, Proposals, type ProposalsOf, Users } from '#access';
import { Outbox } from '#messaging';
import {
  type Actor,
  addDays,
  Clock,
  invalid,
  londonDay,
  notFound,
  onWorkingDay,
  PublicUrls,
  plainDate,
  type Tx,
} from '#platform';
import type { Employer } from './employer.entity.js';
import type { EmployerInput } from './employer.fields.js';
import { Employers } from './employer.service.js';
import { employersMails as mails } from './mails.js';
import { nameKey } from './matching/name-key.rules.js';
import { PROPOSED_PAGE } from './public-pages.js';
import { Tasks } from './task.service.js';

const KIND = 'employer';
/** How many of one agency may wait at once: each is a task of the team, and nobody else may fill their day. */
const MOST_WAITING = 30;
/** A person at a keyboard or behind a token. */
type Person = Actor & { userId: string };

/** An employer a partner would add, until a coordinator has looked at it (matrix.json, condition `draft`). */
export interface ProposedEmployer extends Omit<Proposal, 'data'> {
  data: EmployerInput;
}

/** Employers that partners propose. Nothing is added before a coordinator accepts; a task says that one waits. */
@Injectable()
export class ProposedEmployers {
  constructor(
    private readonly clock: Clock,
    private readonly proposals: Proposals,
    private readonly employers: Employers,
    private readonly tasks: Tasks,
    private readonly agencies: Agencies,
    private readonly areas: Areas,
    private readonly users: Users,
    private readonly outbox: Outbox,
    private readonly urls: PublicUrls,
  ) {}

  /**
   * Writes it down with a task for the area's team, due on the next working day; answers the proposal's id. Throws `invalid`
   * as `Employers.create`, with `name` for one of the agency's that waits already, and with `form` while as many of them wait
   * as a team can look at.
   */
  async propose(
    tx: Tx,
    areaId: string,
    data: EmployerInput,
    by: Person & { agencyId: string | null },
  ): Promise<string> {
    const { agencyId, ...person } = by;
    this.employers.check(data);
    const { waiting } = await this.list(tx, { agencyId });
    const before = waiting.find((one) => one.areaId === areaId && isAlike(one.data, data));
    if (before)
      throw invalid('employers.proposed-already', {
        name: `Your agency proposed this on ${plainDate(before.askedAt)}. It waits for a coordinator`,
      });
    if ((await this.proposals.countWaiting(tx, KIND, areaId, agencyId)) >= MOST_WAITING)
      throw invalid('employers.proposals-wait', {
        form: `${MOST_WAITING} employers of your agency wait for a coordinator already. Propose this one once some are decided`,
      });
    const id = await this.proposals.ask(tx, { areaId, kind: KIND, data: { ...data }, agencyId }, person);
    const title = `Look at a proposed employer: ${data.name}`.slice(0, 200);
    const dueOn = onWorkingDay(addDays(londonDay(this.clock.now()), 1));
    const detail = `${person.label ?? 'A partner'} proposed it. It is under Employers, Proposed.`;
    await this.tasks.add(tx, { areaId, title, detail, dueOn, causeKey: `proposal:${id}` });
    return id;
  }

  /** Throws not-found, also for a proposal of something else. */
  async get(tx: Tx, id: string): Promise<ProposedEmployer> {
    const proposal = await this.proposals.get(tx, id);
    if (proposal.kind !== KIND) throw notFound();
    return asEmployer(proposal);
  }

  /** Those that wait, the oldest first, and the last 50 decided. */
  async list(tx: Tx, of: ProposalsOf) {
    const [waiting, decided] = [
      await this.proposals.waiting(tx, KIND, of),
      await this.proposals.decided(tx, KIND, of),
    ];
    return { waiting: waiting.map(asEmployer), decided: decided.map(asEmployer) };
  }

  /** Others that wait in the area and seem to be the same employer, of whichever agency. */
  async alike(tx: Tx, { id, areaId, data }: ProposedEmployer): Promise<ProposedEmployer[]> {
    const { waiting } = await this.list(tx, 'everybody');
    return waiting.filter((one) => one.id !== id && one.areaId === areaId && isAlike(one.data, data));
  }

  /**
   * Adds the employer as the coordinator has put it, and tells whoever proposed it. Throws as `Proposals.decide` and
   * `Employers.create`.
   */
  async accept(tx: Tx, id: string, form: EmployerInput, by: Person): Promise<Employer> {
    const proposal = await this.get(tx, id);
    const { areaId, askedBy, agencyId } = proposal;
    await this.decide(tx, id, { accepted: true, reason: null }, by);
    const agency = agencyId ? await this.agencies.find(tx, areaId, agencyId) : undefined;
    const source = `Proposed by ${askedBy}${agency ? `, ${agency.name}` : ''}`;
    const employer = await this.employers.create(tx, areaId, { ...form, source }, by);
    await this.proposals.noteMade(tx, proposal, employer.id);
    const place = (await this.areas.byId(areaId, tx))?.name;
    await this.tell(tx, proposal, `It is among the employers of ${place} now, as ${employer.name}.`, by);
    return employer;
  }

  /** Leaves it out, with the reason the partner reads, also by email. Throws as `Proposals.decide`. */
  async refuse(tx: Tx, id: string, reason: string, by: Person): Promise<void> {
    const proposal = await this.get(tx, id);
    await this.decide(tx, id, { accepted: false, reason }, by);
    await this.tell(tx, proposal, `It has not been added. Why: ${reason}`, by);
  }

  /** Takes back what the person's own agency proposed. Throws not-found for another's, and as `Proposals.decide`. */
  async takeBack(tx: Tx, id: string, by: Person & { agencyId: string | null }): Promise<void> {
    const { agencyId, ...person } = by;
    const proposal = await this.get(tx, id);
    if (proposal.agencyId !== agencyId) throw notFound();
    await this.proposals.decide(tx, id, { accepted: false, reason: null }, person);
    await this.tasks.callOffByCause(tx, proposal.areaId, `proposal:${id}`, person);
  }

  private async tell(tx: Tx, proposal: ProposedEmployer, what: string, by: Person): Promise<void> {
    const user = await this.users.byId(proposal.askedByUserId, tx);
    if (!user?.active || user.disabledAt) return;
    await this.outbox.enqueue(tx, {
      areaId: proposal.areaId,
      sendKey: `employers.proposal-decided:${proposal.id}`,
      mail: mails.proposalDecided,
      to: { address: user.email, name: user.name },
      data: {
        employer: proposal.data.name,
        what,
        by: by.label ?? 'A coordinator',
        link: this.urls.url(PROPOSED_PAGE, {}),
      },
      cause: 'Proposed an employer that was decided about',
    });
  }

  private async decide(
    tx: Tx,
    id: string,
    decision: { accepted: boolean; reason: string | null },
    by: Person,
  ): Promise<void> {
    const { areaId } = await this.proposals.decide(tx, id, decision, by);
    await this.tasks.doneByCause(tx, areaId, `proposal:${id}`, by);
  }
}

/** Whether two seem to be one: of one name, and not at two places. */
const isAlike = (a: EmployerInput, b: EmployerInput): boolean => {
  const place = ({ postcode }: EmployerInput) => (postcode ?? '').replace(/\s/g, '').toUpperCase();
  return nameKey(a.name) === nameKey(b.name) && (!place(a) || !place(b) || place(a) === place(b));
};

/** One that was taken back was not added either, and for no reason: a refusal has one. */
export const isTakenBack = ({
  accepted,
  decisionReason,
}: Pick<Proposal, 'accepted' | 'decisionReason'>): boolean => accepted === false && decisionReason === null;

const asEmployer = ({ data, ...proposal }: Proposal): ProposedEmployer => ({
  ...proposal,
  data: data as unknown as EmployerInput,
});
