import { Injectable } from '@nestjs/common';
import { Clock, CodedError, Database, lockName, newId, PublicUrls, type Tx } from '#platform';
import { type AreaView, areasByName } from './area.repository.js';
import type { AreaSettingChanges } from './area-settings.rules.js';
import { AreaSettingsService } from './area-settings.service.js';
import { Areas } from './areas.service.js';
import { Audit } from './audit.service.js';
import { Links } from './links.service.js';
import { START_PAGE } from './public-pages.js';
import { anyUser, findUser } from './user.repository.js';
import { INVITATION_MS, Users } from './users.service.js';

/** Purpose of the link that makes the first account. */
export const FIRST_ACCOUNT = 'first account';

/** How a fresh installation gets its first person. */
@Injectable()
export class FirstAccount {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly urls: PublicUrls,
    private readonly links: Links,
    private readonly users: Users,
    private readonly areas: Areas,
    private readonly audit: Audit,
    private readonly areaSettings: AreaSettingsService,
  ) {}

  /** While nobody has an account: a fresh one-time address (72 hours; earlier ones end). Afterwards undefined. */
  async link(): Promise<string | undefined> {
    if (await this.users.any()) return undefined;
    const token = await this.db.write([], async (tx) => {
      await this.links.revoke(tx, FIRST_ACCOUNT, null);
      return this.links.create(tx, {
        purpose: FIRST_ACCOUNT,
        areaId: null,
        subjectId: null,
        expiresAt: new Date(this.clock.now().getTime() + INVITATION_MS),
      });
    });
    return this.urls.url(START_PAGE, { token });
  }

  /**
   * Makes the first account, administrator of the whole installation and coordinator of the areas that stand already (made
   * from the command line, with nobody in them); returns its id. What those areas say about themselves stays: an address on
   * public pages is given, not taken from an account. Of two at a time one wins.
   */
  async make(token: string, input: { name: string; email: string; password: string }): Promise<string> {
    return this.db.write([], async (tx) => {
      await lockName(tx, 'first account');
      if (await anyUser(tx))
        throw new CodedError(
          'gone',
          'access.link-ended',
          'The first account has been made already. Sign in with it.',
        );
      await this.links.use(tx, FIRST_ACCOUNT, token);
      const userId = await this.users.create(tx, input);
      await this.users.grant(tx, userId, 'administrator', null);
      for (const area of await areasByName(tx)) await this.users.grant(tx, userId, 'coordinator', area.id);
      await this.audit.record(tx, {
        areaId: null,
        actor: { kind: 'user', id: userId, label: input.name },
        verb: 'create',
        resource: 'user',
        subject: userId,
        reason: 'first account',
      });
      return userId;
    });
  }

  /**
   * Makes an area with its maker as coordinator, to whom replies go unless `settings` names another address, and with what
   * `fill` puts into it: all of it or nothing.
   */
  async makeArea(
    userId: string,
    input: { name: string; gssCode?: string | null; settings?: AreaSettingChanges },
    fill?: (tx: Tx, areaId: string) => Promise<unknown>,
  ): Promise<AreaView> {
    const id = newId();
    return this.db.write([id], async (tx) => {
      const { name, gssCode, settings } = input;
      await this.areas.create({ name, gssCode, id }, tx);
      await this.users.grant(tx, userId, 'coordinator', id);
      await this.audit.record(tx, {
        areaId: id,
        actor: { kind: 'user', id: userId },
        verb: 'create',
        resource: 'setting',
        subject: id,
        reason: 'area made',
      });
      const maker = await findUser(tx, { id: userId });
      await this.areaSettings.change(
        tx,
        id,
        { ...settings, replyTo: settings?.replyTo || maker!.email },
        { kind: 'user', id: userId, label: maker!.name },
      );
      await fill?.(tx, id);
      return (await this.areas.byId(id, tx))!;
    });
  }
}
