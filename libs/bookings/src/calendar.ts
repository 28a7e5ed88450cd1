import {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendar,
  ICalCalendarMethod,
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
  organiser: z.object({ name: z.string(), address: z.string() }),
  attendee: z.object({ name: z.string(), address: z.string() }),
});
export type CalendarEntry = z.infer<typeof calendarEntry>;

const PRODUCT = '//Mindful Employer CRM//Bookings//EN';

/** The identity of a place's day in the holder's calendar. */
export const calendarUid = (placeId: string, holder: number, dateId: string): string =>
  `${placeId}.${holder}.${dateId}@mindful-employer-crm`;

/** The calendar part of a mail. */
export function calendarPart(
  method: 'REQUEST' | 'CANCEL',
  entry: CalendarEntry,
): { method: 'REQUEST' | 'CANCEL'; ics: string } {
  const calendar = new ICalCalendar({ prodId: PRODUCT, method: ICalCalendarMethod[method] });
  calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    stamp: new Date(entry.stamp),
    start: new Date(entry.startsAt),
    end: new Date(entry.endsAt),
    summary: entry.title,
    location: entry.location,
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: entry.organiser.name, email: entry.organiser.address },
    attendees: [
      {
        name: entry.attendee.name,
        email: entry.attendee.address,
        rsvp: false,
        role: ICalAttendeeRole.REQ,
        status: ICalAttendeeStatus.ACCEPTED,
      },
    ],
  });
  return { method, ics: calendar.toString() };
}

/** A calendar to look at or subscribe to: published sessions, one event a day, nobody named. */
export function calendarFeed(
  name: string,
  events: { uid: string; startsAt: Date; endsAt: Date; title: string; location: string; url?: string }[],
  stamp: Date,
): string {
  const calendar = new ICalCalendar({ prodId: PRODUCT, method: ICalCalendarMethod.PUBLISH, name });
  for (const event of events)
    calendar.createEvent({
      id: event.uid,
      stamp,
      start: event.startsAt,
      end: event.endsAt,
      summary: event.title,
      location: event.location,
      url: event.url ?? null,
    });
  return calendar.toString();
}
