import { Controller, Get, Query, Render } from '@nestjs/common';
import { AuditChain, AuditTrail, MOST_LOOKS, Users } from '#access';
import { Clock, Database, NO_AREA, RateLimiter } from '#platform';
import {
  Allow,
  CurrentUser,
  type Look,
  listAddress,
  type Principal,
  pagerOf,
  Shown,
} from '../shell/index.js';
import { actorKinds, doneWords } from './audit.labels.js';
import { areaFilter, areaQuery, entryRow, filterOf, kindChoices } from './audit.model.js';
import { sawQuery, spanOf } from './who-saw.form.js';

/** Limits that were met are shown so many at most, the latest first. */
const LIMITS = 20;

/** Administrators: what was done in an area, and who saw whom. Each look at it is written down too. */
@Controller('settings/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly chain: AuditChain,
    private readonly users: Users,
    private readonly limiter: RateLimiter,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Those of the area; for administrators of the installation also those of none, such as sign-ins. */
  @Get()
  @Allow('audit', 'see')
  @Render('audit/views/audit.njk')
  async show(@CurrentUser() who: Principal, @Query() asked: unknown, @Shown() shown: (look: Look) => void) {
    const query = areaQuery.parse(asked);
    const installation = who.isSystemAdmin && (query.where === 'installation' || !who.areaId);
    shown({ areaId: installation ? null : who.areaId, ...(query.who && { subject: query.who }) });
    const filter = { ...filterOf(query), actorId: query.who || undefined };
    const found = await this.trail.ofArea(installation ? NO_AREA : who.areaId, filter, query);
    return {
      query,
      installation,
      kinds: kindChoices(query.what),
      people: (await this.users.list(who.areas)).map(({ id, name }) => ({
        id,
        name,
        selected: id === query.who,
      })),
      rows: found.rows.map(entryRow),
      tabs: who.isSystemAdmin
        ? [
            ...(who.areaId ? [{ href: '/settings/audit', text: who.area!.name, on: !installation }] : []),
            { href: '/settings/audit?where=installation', text: 'The installation', on: installation },
          ]
        : [],
      check: await this.chain.lastCheck(),
      limits: installation ? await this.limiter.met(LIMITS) : undefined,
      pages: pagerOf(found, (to) => listAddress('/settings/audit', areaFilter, query, to)),
    };
  }

  /** For a breach, or when somebody asks. */
  @Get('who-saw')
  @Allow('audit', 'see')
  @Render('audit/views/who-saw.njk')
  async whoSaw(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = sawQuery.parse(asked);
    const { span, records, errors, values } = spanOf(query, this.clock.now());
    const looks =
      span && (await this.db.read([who.areaId], (tx) => this.trail.whoSaw(tx, who.areaId, span, records)));
    return {
      values,
      weekAt: `/settings/audit/who-saw?${new URLSearchParams(spanOf(sawQuery.parse({}), this.clock.now()).values)}`,
      errors,
      span,
      anybody: !records.length,
      cut: looks?.length === MOST_LOOKS,
      looks: looks?.map((look) => ({
        ...look,
        by: look.by ?? actorKinds[look.actor.kind],
        what: doneWords(look.resource, look.verb),
      })),
    };
  }
}
