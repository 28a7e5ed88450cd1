import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  asContactSuppression,
  emailBlock,
  isWish,
  type SuppressionRow,
  Suppressions,
  statusLabel,
} from '#contact-policy';
import {
  Activities,
  type Contact,
  Contacts,
  contactRoles,
  type Employer,
  Employers,
  movesByHand,
  peopleWords,
  sectors,
  sizeBands,
  stages,
  Tasks,
} from '#employers';
import { ContactStatuses } from '#messaging';
import { Clock, Database, londonDay, type Tx } from '#platform';
import { type Principal, reaches } from '../shell/index.js';
import { lastAtTop, nextAtTop } from './contact-status.model.js';
import { detailsOf } from './employer-fields.model.js';
import { stageTone } from './list.model.js';
import { mayChange, seesAllOf } from './people.access.js';
import { RecordParts } from './record.parts.js';
import { readTimeline } from './record.timeline.js';
import { taskMark } from './tasks.model.js';

const STEP = 20;
const timelineQuery = z.object({
  show: z.string().max(40).optional().catch(undefined),
  entries: z.coerce.number().int().min(STEP).max(1000).catch(STEP),
});

/** What the pages of one employer show. */
@Injectable()
export class RecordModel {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
    readonly contacts: Contacts,
    readonly activities: Activities,
    private readonly tasks: Tasks,
    private readonly suppressions: Suppressions,
    private readonly statuses: ContactStatuses,
    readonly parts: RecordParts,
  ) {}

  /** The overview. */
  async overview(who: Principal, id: string, query: unknown) {
    const { show: asked, entries: limit } = timelineQuery.parse(query ?? {});
    const groups = this.parts.groups(who);
    const show = groups.find((group) => group.key === asked)?.key;
    const now = this.clock.now();
    const today = londonDay(now);
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, id);
      const { areaId } = employer;
      const standing = (await this.statuses.of(tx, areaId, [id])).get(id)!;
      const may = (resource: Parameters<Principal['may']>[0], verb: Parameters<Principal['may']>[1]) =>
        who.may(resource, verb, areaId);
      const shared = who.fieldSet !== undefined;
      const people = may('contact', 'list') ? await this.contacts.findByEmployer(tx, areaId, id) : [];
      const here = people.filter((c) => !c.leftAt);
      const shown = here.slice(0, 5);
      const stops = await this.stopsOf(tx, who, areaId, here);
      const { entries, total } = await readTimeline(tx, who, this, { employer, people, show, limit, now });
      const steps = await this.stepsOf(tx, who, employer);
      return {
        ...heading(employer, shared),
        last: lastAtTop(standing.last, today, shared),
        contact: nextAtTop(standing.next, today, blockOf(here, stops, now)),
        next: steps[0],
        steps: steps.slice(1),
        contacts: shown.map((c) => contactRow(who, c, stops)),
        contactCount: here.length,
        panels: await this.parts.panels(tx, who, employer, now),
        timeline: {
          entries,
          total,
          show,
          choices: groups.map(({ key, text }) => ({ value: key, text })),
          more: total > limit ? limit + 50 : 0,
        },
        moves: movesByHand(employer.stage).map((value) => ({ value, text: stages[value] })),
        may: {
          change: may('employer', 'change') && !shared,
          log: may('activity_own', 'create'),
          addTask: may('task', 'create'),
          finishTask: may('task', 'change'),
          seeTask: may('task', 'see'),
          addContact: may('contact', 'create'),
          seeContacts: may('contact', 'list'),
        },
      };
    });
  }

  /** What one wants before one's eyes while on the phone: the last talks, the numbers, the open steps. */
  async beside(tx: Tx, who: Principal, employer: Employer) {
    const { areaId, id } = employer;
    const now = this.clock.now();
    const people = who.may('contact', 'list', areaId)
      ? await this.contacts.findByEmployer(tx, areaId, id)
      : [];
    const { entries } = await readTimeline(tx, who, this, {
      employer,
      people,
      show: 'contact',
      limit: 3,
      now,
    });
    return {
      talks: entries,
      phones: people.filter((c) => !c.leftAt).map((c) => contactRow(who, c, new Map())),
      open: await this.stepsOf(tx, who, employer),
    };
  }

  private async stepsOf(tx: Tx, who: Principal, { areaId, id }: Employer) {
    const right = who.right('task', 'list', areaId);
    if (!right) return [];
    const now = this.clock.now();
    return (await this.tasks.findByEmployer(tx, areaId, id))
      .filter((task) => reaches(right.scope, { areaId, of: [task.ownerId, task.madeByUserId] }, who))
      .map((t) => ({ ...t, mark: taskMark(t, now) }));
  }

  /** The people of an employer. */
  async people(who: Principal, id: string) {
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, id);
      const people = await this.contacts.findByEmployer(tx, employer.areaId, id);
      const stops = await this.stopsOf(tx, who, employer.areaId, people);
      const rows = people.map((c) => contactRow(who, c, stops));
      const seesAll = seesAllOf(who, 'contact', employer.areaId);
      return {
        ...heading(employer, !seesAllOf(who, 'employer', employer.areaId)),
        areaId: employer.areaId,
        people: rows.filter((c) => !c.leftAt),
        left: rows.filter((c) => c.leftAt && (seesAll || c.mayChange)),
        mayAdd: who.may('contact', 'create', employer.areaId),
        seesAll,
      };
    });
  }

  /** What stops mail to these people, by address, for those who may see it. */
  private async stopsOf(
    tx: Tx,
    who: Principal,
    areaId: string,
    people: readonly Contact[],
  ): Promise<ContactStops> {
    if (!who.may('suppression', 'see', areaId) || !seesAllOf(who, 'contact', areaId)) return new Map();
    const addresses = people.flatMap((c) => c.email ?? []);
    return this.suppressions.rows(tx, areaId, addresses, this.clock.now());
  }
}

/** What stops mail, by address. */
type ContactStops = ReadonlyMap<string, readonly SuppressionRow[]>;

/** What stands against email to an employer as a whole. */
const blockOf = (people: readonly Contact[], stops: ContactStops, now: Date) =>
  emailBlock(
    people.flatMap(({ email, isPrimary }) =>
      email ? [{ primary: isPrimary, stops: (stops.get(email) ?? []).map(asContactSuppression) }] : [],
    ),
    now,
  );

/** A contact as far as the caller sees it, and whether they may change it. */
export function contactRow(who: Principal, c: Contact, stops: ContactStops) {
  const own = { id: c.id, name: c.name, jobRole: c.jobRole, leftAt: c.leftAt, mayChange: mayChange(who, c) };
  if (!seesAllOf(who, 'contact', c.areaId)) return { ...own, roles: [], stops: [] };
  const blocked = ((c.email && stops.get(c.email)) || []).map((stop) => ({
    text: statusLabel(stop),
    tone: isWish(stop.why) ? 'amber' : 'red',
  }));
  return {
    ...own,
    email: c.email,
    phone: c.phone,
    roles: c.roles.map((r) => contactRoles[r as keyof typeof contactRoles] ?? r),
    isPrimary: c.isPrimary && !c.leftAt,
    stops: blocked,
    // An address that is blocked says so itself.
    bounced: c.emailState === 'bounced' && !blocked.some((stop) => stop.tone === 'red'),
  };
}

/** Name, stage and one line on who it is, for the top of each of its pages. */
export function heading(e: Employer, shared: boolean) {
  const people = shared ? (e.sizeBand ? sizeBands[e.sizeBand] : '') : peopleWords(e);
  const what = [
    e.sector
      ? `${sectors[e.sector]}${e.sector === 'private' ? ' company' : e.sector === 'third' ? ' sector' : ' body'}`
      : '',
    people && `${people} people`,
  ].filter(Boolean);
  const where = shared ? [e.postcode?.split(' ')[0] ?? ''] : [...new Set([e.town, e.authorityName])];
  const about = [what.join(', '), where.filter(Boolean).join(', ')].filter(Boolean);
  return {
    employer: e,
    shared,
    about: about.length ? about.join('. ') + '.' : 'Its sector, size and place are not known yet.',
    stage: stages[e.stage],
    tone: stageTone(e.stage) || (e.stage === 'signed' ? 'green' : ''),
    details: [...detailsOf(e, shared), ...(shared ? [] : [['Came from', e.source]])],
  };
}
