import { Injectable } from '@nestjs/common';
import { BookingLookup } from '#bookings';
import { Contacts, Employers } from '#employers';
import { Messages } from '#messaging';
import { Clock, Database, type Tx } from '#platform';
import { type Found, findEntries, type SearchSource, searchLanes } from '#search';
import { Waves } from '#surveys';
import type { Principal } from '../shell/index.js';
import {
  bookedLine,
  contactLine,
  employerLine,
  type FoundLine,
  messageLine,
  onePersonEach,
  sessionLine,
  surveyLine,
} from './find.lines.js';

/** What was found of one kind, the best first. */
export interface FoundGroup {
  key: 'employers' | 'people' | 'sessions' | 'surveys' | 'emails';
  title: string;
  icon: string;
  lines: FoundLine[];
  /** Whether there are as many as are shown, and so perhaps more. */
  full: boolean;
}

/** Emails are looked for by name or address, of which a letter or two say nothing. */
const SHORTEST_NAME = 3;

/** What one box finds, of what the reader may see. */
@Injectable()
export class FindModel {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly bookings: BookingLookup,
    private readonly waves: Waves,
    private readonly messages: Messages,
  ) {}

  /** At most so many of each kind. `sure`: they fit what was typed; else nothing does, and these are written like it. */
  async look(who: Principal, q: string, most: number): Promise<{ groups: FoundGroup[]; sure: boolean }> {
    if (!q) return { groups: [], sure: true };
    return this.db.read([who.areaId], async (tx) => {
      const found = await findEntries(tx, who.areaId, kindsFor(who), q, most);
      const groups = [
        group('employers', await this.employersOf(tx, who, q, found), most),
        group('people', await this.peopleOf(tx, who, found), most),
        group('sessions', await this.sessionsOf(tx, who, found), most),
        group('surveys', await this.surveysOf(tx, who, found), most),
        group('emails', await this.emailsOf(tx, who, q, most), most),
      ];
      return {
        groups: groups.filter(({ lines }) => lines.length),
        sure: found[0]?.sure ?? true,
      };
    });
  }

  private async employersOf(tx: Tx, who: Principal, q: string, found: Found[]): Promise<FoundLine[]> {
    const ids = idsOf(found, 'employer');
    if (!ids.length) return [];
    const rows = await this.employers.getMany(tx, who.areaId, ids);
    return inOrder(ids, rows, (row) => employerLine(row, q, who.fieldSet !== undefined));
  }

  private async peopleOf(tx: Tx, who: Principal, found: Found[]): Promise<FoundLine[]> {
    const { areaId } = who;
    const at = (source: SearchSource) => idsOf(found, source);
    const contacts = await this.contactsOf(tx, who, at('contact'));
    const [delegates, bookings] = [at('delegate'), at('booking')];
    const booked =
      delegates.length || bookings.length
        ? await this.bookings.people(tx, areaId, delegates, bookings)
        : new Map();
    const lines = found.flatMap(({ id }) => {
      const person = booked.get(id);
      return contacts.get(id) ?? (person ? [bookedLine(person)] : []);
    });
    return onePersonEach(lines);
  }

  private async contactsOf(tx: Tx, who: Principal, ids: string[]) {
    if (!ids.length) return new Map<string, FoundLine>();
    const rows = [...(await this.contacts.getMany(tx, who.areaId, ids)).values()];
    const names = await this.employers.namesById(
      tx,
      who.areaId,
      rows.map(({ employerId }) => employerId),
    );
    const all = who.right('contact', 'see')?.fields === undefined;
    return new Map(rows.map((row) => [row.id, contactLine(row, names.get(row.employerId) ?? '', all)]));
  }

  private async sessionsOf(tx: Tx, who: Principal, found: Found[]): Promise<FoundLine[]> {
    const ids = idsOf(found, 'session');
    if (!ids.length) return [];
    const rows = await this.bookings.sessions(tx, who.areaId, ids);
    return inOrder(ids, [...rows.values()], (row) => sessionLine(row, this.clock.now()));
  }

  private async surveysOf(tx: Tx, who: Principal, found: Found[]): Promise<FoundLine[]> {
    const ids = idsOf(found, 'survey');
    if (!ids.length) return [];
    const waves = await this.waves.latestOf(tx, who.areaId, ids);
    return ids.flatMap((id) => {
      const wave = waves.get(id);
      return wave ? [surveyLine(wave)] : [];
    });
  }

  private async emailsOf(tx: Tx, who: Principal, q: string, most: number): Promise<FoundLine[]> {
    const right = who.right('message_metadata', 'list');
    // Whoever may not see addresses may not find out about them by searching either.
    if (!right || right.fields !== undefined || q.length < SHORTEST_NAME) return [];
    return (await this.messages.some(tx, who.areaId, q, who, most)).map(messageLine);
  }
}

/** Lanes of each kind somebody may search in the current area, by the same rights as its pages ask. */
export function kindsFor(who: Pick<Principal, 'right'>): string[] {
  const reach = (resource: Parameters<Principal['right']>[0]) => {
    const right = who.right(resource, 'list');
    return right?.scope === 'area' ? right : undefined;
  };
  const [employer, contact] = [reach('employer'), reach('contact')];
  const people = [
    contact && (contact.fields === undefined ? searchLanes.contacts : searchLanes.contactsShared),
    reach('delegate') && searchLanes.bookings,
  ];
  const wave = reach('survey_wave');
  return [
    employer && (employer.fields === undefined ? searchLanes.employers : searchLanes.employersShared),
    people.filter(Boolean).join(''),
    reach('training_session') && searchLanes.sessions,
    wave?.fields === undefined && wave && searchLanes.surveys,
  ].filter((lanes): lanes is string => Boolean(lanes));
}

const TITLES: Record<FoundGroup['key'], [title: string, icon: string]> = {
  employers: ['Employers', 'org'],
  people: ['People', 'person'],
  sessions: ['Sessions and meetings', 'cal'],
  surveys: ['Surveys', 'form'],
  emails: ['Emails', 'mail'],
};

const group = (key: FoundGroup['key'], lines: FoundLine[], most: number): FoundGroup => {
  const [title, icon] = TITLES[key];
  return { key, title, icon, lines, full: lines.length >= most };
};

const idsOf = (found: readonly Found[], source: SearchSource): string[] =>
  found.flatMap((one) => (one.source === source ? one.id : []));

function inOrder<T extends { id: string }>(ids: string[], rows: T[], line: (row: T) => FoundLine) {
  const by = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = by.get(id);
    return row ? [line(row)] : [];
  });
}
