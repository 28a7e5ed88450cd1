import { Injectable } from '@nestjs/common';
import { type Proposal, Proposals, type ProposalsOf } from '#access';
import { type Actor, addDays, Clock, invalid, londonDay, notFound, onWorkingDay, type Tx } from '#platform';
import type { Employer } from './employer.entity.js';
import type { EmployerInput } from './employer.fields.js';
import { Employers } from './employer.service.js';
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
  ) {}

  /**
   * Writes it down with a task for the area's team, due on the next working day; answers the proposal's id. Throws `invalid`
   * with `form` while as many of the agency's wait as a team can look at.
   */
  async propose(
    tx: Tx,
    areaId: string,
    data: EmployerInput,
    by: Person & { agencyId: string | null },
  ): Promise<string> {
    const { agencyId, ...person } = by;
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

  /** Adds the employer as the coordinator has put it. Throws as `Proposals.decide` and `Employers.create`. */
  async accept(tx: Tx, id: string, form: EmployerInput, by: Person): Promise<Employer> {
    const { areaId, askedBy } = await this.get(tx, id);
    await this.decide(tx, id, { accepted: true, reason: null }, by);
    return this.employers.create(tx, areaId, { ...form, source: `Proposed by ${askedBy}` }, by);
  }

  /** Leaves it out, with the reason the partner reads. Throws as `Proposals.decide`. */
  async refuse(tx: Tx, id: string, reason: string, by: Person): Promise<void> {
    await this.get(tx, id);
    await this.decide(tx, id, { accepted: false, reason }, by);
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

const asEmployer = ({ data, ...proposal }: Proposal): ProposedEmployer => ({
  ...proposal,
  data: data as unknown as EmployerInput,
});
