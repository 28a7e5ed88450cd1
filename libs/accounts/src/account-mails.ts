import { Injectable } from '@nestjs/common';
import {
  Areas,
  areaSettings,
  Factors,
  NEW_ADDRESS_PAGE,
  type Person,
  Roles,
  START_PAGE,
  type StaffRole,
  Users,
} from '#access';
import { Outbox } from '#messaging';
import { Clock, clockTime, newId, PublicUrls, plainDate, type Tx } from '#platform';
import { adviceOn, type ChangeKind } from './advice.rules.js';
import { accountsMails as mails } from './mails.js';
import { ADMINISTRATORS_PAGE } from './public-pages.js';

/** Whose account a mail is about. */
export interface Owner {
  id: string;
  name: string;
  email: string;
}

/** How many administrators an email names to turn to. */
const NAMED = 2;

/** A change of an account, as its owner is told. */
export interface Told {
  /** A sentence. */
  what: string;
  /** Who made it. */
  by: string;
  kind: ChangeKind;
}

/** Writes to the owners of accounts. A mail stands with an area of theirs, and with any where they hold none. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly users: Users,
    private readonly roles: Roles,
    private readonly factors: Factors,
    private readonly areas: Areas,
    private readonly urls: PublicUrls,
    private readonly clock: Clock,
  ) {}

  /** The area mails to somebody stand with. Undefined while the installation has none: then no mail can be sent. */
  async areaOf(userId: string): Promise<string | undefined> {
    const [grants, user, areas] = await Promise.all([
      this.users.grants(userId),
      this.users.byId(userId),
      this.areas.list(),
    ]);
    return grants.find((grant) => grant.areaId)?.areaId ?? user?.lastAreaId ?? areas[0]?.id;
  }

  /** The link by which an invited person chooses a password. */
  async invite(
    tx: Tx,
    areaId: string,
    to: Owner,
    data: { by: string; role: string; token: string },
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      areaId,
      sendKey: `accounts.invitation:${newId()}`,
      mail: mails.invitation,
      to: { address: to.email, name: to.name },
      data: { by: data.by, role: data.role, link: this.address(data.token) },
      cause: 'Has been given an account',
    });
  }

  /** A link to choose a new password. `asked`: a sentence on who asked for it; `holds`: how long it works. */
  async link(
    tx: Tx,
    areaId: string,
    to: Owner,
    data: { asked: string; holds: string; token: string },
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      areaId,
      sendKey: `accounts.sign-in-link:${newId()}`,
      mail: mails.signInLink,
      to: { address: to.email, name: to.name },
      data: { asked: data.asked, holds: data.holds, link: this.address(data.token) },
      cause: 'A new password was asked for',
    });
  }

  /** What has changed about the account, who changed it, and what its owner can do if that is not right. */
  async changed(tx: Tx, areaId: string, to: Owner, { what, by, kind }: Told): Promise<void> {
    const now = this.clock.now();
    const advice = adviceOn(kind, await this.toTell(tx, areaId, to.id));
    await this.outbox.enqueue(tx, {
      areaId,
      sendKey: `accounts.account-changed:${newId()}`,
      mail: mails.accountChanged,
      to: { address: to.email, name: to.name },
      data: { what, by, when: `${plainDate(now)}, ${clockTime(now)}`, advice },
      cause: 'Their account has changed',
    });
  }

  /** Whom somebody can turn to: administrators of the area first, and the telephone the area gives. */
  private async toTell(tx: Tx, areaId: string, besides: string) {
    const [area, all] = [await this.areas.byId(areaId, tx), await this.roles.administrators(areaId, tx)];
    const others = all.filter(({ id }) => id !== besides);
    const near = others.filter(({ grants }) =>
      grants.some((grant) => grant.areaId === areaId && grant.role === 'administrator'),
    );
    const people = [...new Set([...near, ...others])].slice(0, NAMED);
    return { people, ...(area && { telephone: areaSettings(area).telephone }) };
  }

  /** Asks each who can confirm it about a further administrator. `reason` is whoever asked's. */
  async askAdministrators(
    tx: Tx,
    areaId: string,
    to: readonly Person[],
    data: { who: string; place: string; by: string; reason: string; endsAt: Date },
  ): Promise<void> {
    const { endsAt, ...words } = data;
    const link = this.urls.url(ADMINISTRATORS_PAGE, {});
    for (const { email, name } of to)
      await this.outbox.enqueue(tx, {
        areaId,
        sendKey: `accounts.administrator-asked:${newId()}`,
        mail: mails.administratorAsked,
        to: { address: email, name },
        data: { ...words, until: plainDate(endsAt), link },
        cause: 'A further administrator waits to be confirmed',
      });
  }

  /**
   * Tells the others who answer for an area that somebody has a role there now: its administrators, those of the
   * installation, and where there is nobody else its coordinators. Not whoever gave it, nor the person concerned.
   */
  async tellOthers(
    tx: Tx,
    areaId: string,
    { what, besides, by }: { what: string; besides: readonly (string | undefined)[]; by: string },
  ): Promise<void> {
    const now = this.clock.now();
    const area = await this.areas.byId(areaId, tx);
    const people = (await this.users.list([areaId], tx)).filter(
      ({ id, active, disabledAt }) => active && !disabledAt && !besides.includes(id),
    );
    const having = (role: StaffRole) => people.filter(({ grants }) => grants.some((g) => g.role === role));
    const administrators = having('administrator');
    for (const { email, name } of administrators.length ? administrators : having('coordinator'))
      await this.outbox.enqueue(tx, {
        areaId,
        sendKey: `accounts.people-changed:${newId()}`,
        mail: mails.peopleChanged,
        to: { address: email, name },
        data: { place: area?.name ?? '', what, by, when: `${plainDate(now)}, ${clockTime(now)}` },
        cause: 'Somebody has been given a role',
      });
  }

  /** The link by which somebody who lost their second factor begins anew. */
  async lost(tx: Tx, areaId: string, to: Owner, data: { by: string; token: string }): Promise<void> {
    const after = this.factors.required
      ? 'There you choose a password and set up a new second factor.'
      : 'There you choose a password. After that, set up a new second factor under Your account.';
    await this.outbox.enqueue(tx, {
      areaId,
      sendKey: `accounts.second-factor-lost:${newId()}`,
      mail: mails.secondFactorLost,
      to: { address: to.email, name: to.name },
      data: { by: data.by, link: this.address(data.token), after },
      cause: 'Has lost their second factor',
    });
  }

  /** The link that confirms a new address, to that address. */
  async confirmAddress(tx: Tx, areaId: string, to: Owner, token: string): Promise<void> {
    await this.outbox.enqueue(tx, {
      areaId,
      sendKey: `accounts.new-address:${newId()}`,
      mail: mails.newAddress,
      to: { address: to.email, name: to.name },
      data: { link: this.urls.url(NEW_ADDRESS_PAGE, { token }) },
      cause: 'Asked to sign in with another address',
    });
  }

  /** That nobody signs in to the account, and from which day it is disabled. */
  async idle(tx: Tx, areaId: string, to: Owner, day: string): Promise<void> {
    await this.outbox.enqueue(tx, {
      areaId,
      sendKey: `accounts.account-idle:${newId()}`,
      mail: mails.accountIdle,
      to: { address: to.email, name: to.name },
      data: { day },
      cause: 'Has not signed in for long',
    });
  }

  private address(token: string): string {
    return this.urls.url(START_PAGE, { token });
  }
}
