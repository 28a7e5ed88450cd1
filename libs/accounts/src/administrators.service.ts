import { Injectable } from '@nestjs/common';
import { Areas, type Person, type Proposal, Proposals, Roles, Users } from '#access';
import { type Actor, Clock, CodedError, Database, invalid, notFound, plainDate, type Tx } from '#platform';
import { AccountMails } from './account-mails.js';
import { Accounts } from './accounts.service.js';

const KIND = 'administrator';
/** For how long a second person may confirm (matrix.json, condition `two`). */
const TIME_MS = 7 * 86_400_000;

/** Whoever asks or confirms: an administrator of these areas, or of the whole installation. */
export interface Deciding {
  by: Actor & { userId: string };
  areas: readonly string[];
  isSystemAdmin: boolean;
}

/** Somebody who is to be an administrator once another has confirmed it. */
export interface ProposedAdministrator extends Omit<Proposal, 'data'> {
  userId: string;
  /** null: of the whole installation. */
  forAreaId: string | null;
}

/**
 * Making an administrator takes two people (access.md section 1): one asks, another with the same right confirms within
 * seven days, and neither is the person concerned.
 */
@Injectable()
export class Administrators {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly proposals: Proposals,
    private readonly users: Users,
    private readonly roles: Roles,
    private readonly areas: Areas,
    private readonly accounts: Accounts,
    private readonly mails: AccountMails,
  ) {}

  /** Those that wait in areas the reader administers, the oldest first. */
  async waiting({ areas, isSystemAdmin }: Omit<Deciding, 'by'>): Promise<ProposedAdministrator[]> {
    const found = await this.db.read(areas, (tx) => this.proposals.waiting(tx, KIND, 'everybody'));
    return found.map(asAdministrator).filter(({ forAreaId }) => forAreaId !== null || isSystemAdmin);
  }

  /**
   * Who could confirm it: other administrators of the area or the installation, the person concerned left out. With nobody,
   * whoever runs the server makes the administrator (`administrator` of the command line).
   */
  async others(forAreaId: string | null, besides: readonly string[]): Promise<Person[]> {
    const all = await this.roles.administrators(forAreaId);
    return all.filter(({ id }) => !besides.includes(id));
  }

  /** Those that wait and the reader could confirm. */
  async toConfirm(reader: Omit<Deciding, 'by'> & { userId: string }): Promise<ProposedAdministrator[]> {
    const waiting = await this.waiting(reader);
    return waiting.filter((one) => ![one.askedByUserId, one.userId].includes(reader.userId));
  }

  /**
   * Asks for it, and tells those who can confirm it. `atAreaId`: the area under which it waits. Throws `invalid` with `person`
   * for oneself, for who has it or was asked for already, and where nobody could confirm.
   */
  async propose(
    { userId, forAreaId, atAreaId }: { userId: string; forAreaId: string | null; atAreaId: string },
    reason: string,
    asked: Deciding,
  ): Promise<void> {
    mayDecide(asked, forAreaId);
    if (userId === asked.by.userId) throw notOneself();
    const [grants, confirmers] = [
      await this.users.grants(userId),
      await this.others(forAreaId, [asked.by.userId, userId]),
    ];
    const has = ({ role, areaId }: { role: string; areaId: string | null }) =>
      role === 'administrator' && (areaId === null || areaId === forAreaId);
    if (grants.some(has))
      throw invalid('accounts.administrator-already', { person: 'They are an administrator there already' });
    if (!confirmers.length)
      throw invalid('access.nobody-confirms', {
        person: 'Nobody else could confirm it. Whoever runs the server makes a second administrator',
      });
    const endsAt = new Date(this.clock.now().getTime() + TIME_MS);
    await this.db.write([...new Set([atAreaId, ...asked.areas])], async (tx) => {
      // Of two who ask at the same time the second sees what the first asked.
      await this.users.lock(tx, userId);
      const waiting = (await this.proposals.waiting(tx, KIND, 'everybody')).map(asAdministrator);
      const before = waiting.find((one) => one.userId === userId && one.forAreaId === forAreaId);
      if (before)
        throw invalid('accounts.administrator-asked', {
          person: `${before.askedBy} has asked for this already. It waits below until ${plainDate(before.endsAt!)}`,
        });
      const data = { userId, forAreaId };
      await this.proposals.ask(tx, { areaId: atAreaId, kind: KIND, data, reason, endsAt }, asked.by);
      const person = (await this.users.byId(userId, tx))!;
      const place = forAreaId ? (await this.areas.byId(forAreaId, tx))!.name : 'the whole installation';
      const who = `${person.name} (${person.email})`;
      const by = asked.by.label ?? 'An administrator';
      await this.mails.askAdministrators(tx, atAreaId, confirmers, { who, place, by, reason, endsAt });
    });
  }

  /** Gives the role. Throws not-found, `access.own-proposal` for whoever asked, and as `Proposals.decide`. */
  accept(id: string, reason: string, deciding: Deciding): Promise<void> {
    return this.db.write(deciding.areas, async (tx) => {
      const { userId, forAreaId, askedByUserId } = await this.mine(tx, id, deciding);
      if (askedByUserId === deciding.by.userId)
        throw new CodedError(
          'forbidden',
          'access.own-proposal',
          'Somebody else has to confirm what you asked for.',
        );
      if (userId === deciding.by.userId) throw notOneself();
      // Two with the right, on the day it is done: whoever asked may have lost it since.
      if (!(await this.others(forAreaId, [])).some(({ id: one }) => one === askedByUserId))
        throw new CodedError(
          'conflict',
          'access.asker-gone',
          'Whoever asked for it is no administrator any more. Somebody else has to ask again.',
        );
      await this.proposals.decide(tx, id, { accepted: true, reason }, deciding.by);
      await this.accounts.makeAdministrator(tx, userId, forAreaId, deciding.by, reason);
    });
  }

  /** Leaves it be; whoever asked may take it back too. Throws as `accept`. */
  async refuse(id: string, reason: string, deciding: Deciding): Promise<void> {
    await this.db.write(deciding.areas, async (tx) => {
      await this.mine(tx, id, deciding);
      await this.proposals.decide(tx, id, { accepted: false, reason }, deciding.by);
    });
  }

  private async mine(tx: Tx, id: string, deciding: Deciding): Promise<ProposedAdministrator> {
    const proposal = await this.proposals.get(tx, id);
    if (proposal.kind !== KIND) throw notFound();
    const found = asAdministrator(proposal);
    mayDecide(deciding, found.forAreaId);
    return found;
  }
}

/** Throws not-found where somebody administers less than they would decide about. */
function mayDecide({ areas, isSystemAdmin }: Deciding, forAreaId: string | null): void {
  if (!(forAreaId === null ? isSystemAdmin : areas.includes(forAreaId))) throw notFound();
}

const notOneself = () =>
  invalid('access.own-role', { person: 'Your own roles are given by other administrators' });

function asAdministrator({ data, ...proposal }: Proposal): ProposedAdministrator {
  const { userId, forAreaId } = data as { userId: string; forAreaId: string | null };
  return { ...proposal, userId, forAreaId };
}
