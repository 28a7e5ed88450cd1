import { Controller, Get, Query, Render } from '@nestjs/common';
import { AuditChain, AuditTrail, MOST_LOOKS, Users } from '#access';
import { roleWords } from '#accounts';
import { Clock, Database, NO_AREA, RateLimiter } from '#platform';
import {
  Allow,
  CurrentUser,
  type Look,
  listAddress,
  type Principal,
  pagerOf,
  RecordNames,
  Shown,
} from '../shell/index.js';
import { actorKinds, doneWords } from './audit.labels.js';
import { areaFilter, areaQuery, entryRows, filterOf, kindChoices } from './audit.model.js';
import { namesOf, recordsOfLook } from './audit.names.js';
import { sawQuery, spanOf } from './who-saw.form.js';

/** Limits that were met are shown so many at most, the latest first. */
const LIMITS = 20;
/** What the page can be asked about by the address of its page. */
const ASKED = ['employer', 'contact', 'message', 'training_session'] as const;

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
    private readonly names: RecordNames,
  ) {}

  /** Those of the area; for administrators of the installation also those of none, such as sign-ins. */
  @Get()
  @Allow('audit', 'see')
  @Render('audit/views/audit.njk')
  async show(@CurrentUser() who: Principal, @Query() asked: unknown, @Shown() shown: (look: Look) => void) {
    const query = areaQuery.parse(asked);
    const installation = who.isSystemAdmin && (query.where === 'installation' || !who.areaId);
    shown({ areaId: installation ? null : who.areaId, ...(query.who && { subject: query.who }) });
    // Sign-ins are of no area, and are not asked for in one.
    const what = installation || query.what !== 'sign-in' ? query.what : '';
    const { errors, filter } = filterOf({ ...query, what });
    const found = errors
      ? { rows: [] }
      : await this.trail.ofArea(
          installation ? NO_AREA : who.areaId,
          { ...filter, actorId: query.who || undefined },
          query,
        );
    return {
      query,
      errors,
      installation,
      kinds: kindChoices(what, installation),
      people: (await this.users.list(who.areas)).map(({ id, name }) => ({
        id,
        name,
        selected: id === query.who,
      })),
      rows: await this.db.read(who.areas, (tx) => entryRows(tx, who, this.names, found.rows)),
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
    const { areaId } = who;
    const { looks, nameOf, whom } = await this.db.read([areaId], async (tx) => {
      const found = span && (await this.trail.whoSaw(tx, areaId, span, records));
      // An address names no kind, so each is asked for.
      const asked = records.flatMap((id) => ASKED.map((kind) => ({ kind, id, areaId })));
      const keys = found?.flatMap((look) => recordsOfLook(areaId, look)) ?? [];
      const named = await this.names.of(tx, who, [...keys, ...asked]);
      return { looks: found, nameOf: named, whom: asked.flatMap((key) => named(key) ?? []) };
    });
    return {
      values,
      whom,
      weekAt: `/settings/audit/who-saw?${new URLSearchParams(spanOf(sawQuery.parse({}), this.clock.now()).values)}`,
      errors,
      span,
      anybody: !records.length,
      cut: looks?.length === MOST_LOOKS,
      looks: looks?.map((look) => ({
        ...look,
        by: look.by ?? actorKinds[look.actor.kind],
        as: look.actor.kind === 'token' ? ['API token'] : look.roles.map((role) => roleWords[role]),
        what: doneWords(look.resource, look.verb),
        whom: namesOf(recordsOfLook(areaId, look), nameOf),
      })),
    };
  }
}
