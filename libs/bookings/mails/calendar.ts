import {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendar,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
} from 'ical-generator';
import { z } from 'zod';

/**
 * One day of one place in the holder's calendar: one UID per place, holder and date, one VEVENT a message, instants in
 * UTC. SEQUENCE is 0 with the first REQUEST and goes up by one per change and for CANCEL.
 */
export const calendarEntry = z.object({
  uid: z.string(),
  sequence: z.int().min(0),
  /** When this version was made, ISO 8601. */
  stamp: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  title: z.string(),
  location: z.string(),
  /** A line each; only for people with a place, since it may say how to join. */
  description: z.string().optional(),
  /** The session's public page. */
  url: z.string().optional(),
  organiser: z.object({ name: z.string(), address: z.string() }),
  attendee: z.object({ name: z.string(), address: z.string() }),
});
export type CalendarEntry = z.infer<typeof calendarEntry>;

const PRODUCT = '//Mindful Employer CRM//Bookings//EN';
/** How often a calendar that has subscribed may look again. */
const REFRESH_SECONDS = 6 * 3600;

/** The identity of a place's day in the holder's calendar. */
export const calendarUid = (placeId: string, holder: number, dateId: string): string =>
  `${placeId}.${holder}.${dateId}@mindful-employer-crm`;

/** What a day of several is called: "Title (day 1 of 2)". */
export const dayTitle = (title: string, index: number, days: number): string =>
  days > 1 ? `${title} (day ${index + 1} of ${days})` : title;

/** One line: a line break in what somebody typed would otherwise begin a property of its own. */
const line = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
/** Several lines, which the format escapes; no other control characters. */
const lines = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(line)
    .filter(Boolean)
    .join('\n');
/** A name as a parameter, which knows no escape for its own quotes (RFC 5545, 3.2). */
const parameter = (text: string): string => line(text).replaceAll('"', '’');

/** The calendar part of a mail. */
export function calendarPart(
  method: 'REQUEST' | 'CANCEL',
  entry: CalendarEntry,
): { method: 'REQUEST' | 'CANCEL'; ics: string } {
  const calendar = new ICalCalendar({ prodId: PRODUCT, method: ICalCalendarMethod[method] });
  calendar.createEvent({
    // What is over says only what it was.
    ...eventOf(method === 'CANCEL' ? { ...entry, description: undefined, url: undefined } : entry),
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: parameter(entry.organiser.name), email: line(entry.organiser.address) },
    attendees: [
      {
        name: parameter(entry.attendee.name),
        email: line(entry.attendee.address),
        rsvp: false,
        role: ICalAttendeeRole.REQ,
        status: ICalAttendeeStatus.ACCEPTED,
      },
    ],
  });
  return { method, ics: written(calendar) };
}

/** The same days as a file to put into a calendar by hand: same UIDs, so that the mail's entry and this are one. */
export function calendarFile(title: string, entries: readonly CalendarEntry[]): string {
  const calendar = new ICalCalendar({
    prodId: PRODUCT,
    method: ICalCalendarMethod.PUBLISH,
    name: line(title),
  });
  for (const entry of entries) calendar.createEvent({ ...eventOf(entry), status: ICalEventStatus.CONFIRMED });
  return written(calendar);
}

export interface FeedEvent {
  uid: string;
  startsAt: Date;
  endsAt: Date;
  title: string;
  location: string;
  description?: string;
  url?: string;
  cancelled?: boolean;
}

/**
 * A calendar to look at or subscribe to: published sessions, one event a day, nobody named. A session that was cancelled
 * stays in it as cancelled, so that calendars that have it take it out.
 */
export function calendarFeed(name: string, events: readonly FeedEvent[], stamp: Date): string {
  const calendar = new ICalCalendar({
    prodId: PRODUCT,
    method: ICalCalendarMethod.PUBLISH,
    name: line(name),
    ttl: REFRESH_SECONDS,
  });
  for (const { uid, startsAt, endsAt, cancelled, ...event } of events)
    calendar.createEvent({
      ...words(event),
      id: uid,
      sequence: cancelled ? 1 : 0,
      stamp,
      start: startsAt,
      end: endsAt,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  return written(calendar);
}

const eventOf = (entry: CalendarEntry): ICalEventData => ({
  ...words(entry),
  id: entry.uid,
  sequence: entry.sequence,
  stamp: new Date(entry.stamp),
  start: new Date(entry.startsAt),
  end: new Date(entry.endsAt),
});

const words = (event: Pick<FeedEvent, 'title' | 'location' | 'description' | 'url'>) => ({
  summary: line(event.title),
  location: line(event.location),
  description: event.description ? lines(event.description) : null,
  url: event.url ?? null,
});

/** As text. Every line ends with CR LF, the last one too (RFC 5545, 3.1). */
const written = (calendar: ICalCalendar): string => `${calendar.toString()}\r\n`;
