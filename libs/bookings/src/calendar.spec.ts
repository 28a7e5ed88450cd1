import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { calendarFeed, calendarPart, calendarUid } from './calendar.js';

const entry = {
  uid: calendarUid('p', 1, 'd'),
  sequence: 0,
  stamp: '2027-03-01T09:00:00.000Z',
  startsAt: '2027-05-18T08:30:00.000Z',
  endsAt: '2027-05-18T15:30:00.000Z',
  title: 'Mental Health First Aid; two days, Calderdale',
  location: 'Thornhill Hall, Brighouse',
  organiser: { name: 'Calderdale Mindful Employer network', address: 'network@example.org' },
  attendee: { name: 'Robin Example', address: 'robin@example.org' },
};

describe('the calendar part of a mail', () => {
  it('is one event in UTC with the recipient as its sole attendee', () => {
    const { ics } = calendarPart('REQUEST', entry);
    const calendar = new ICAL.Component(ICAL.parse(ics));
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(calendar.getAllSubcomponents('vtimezone')).toHaveLength(0);
    const events = calendar.getAllSubcomponents('vevent');
    expect(events).toHaveLength(1);
    const event = new ICAL.Event(events[0]!);
    expect([event.uid, event.sequence, event.summary]).toEqual([
      'p.1.d@mindful-employer-crm',
      0,
      entry.title,
    ]);
    expect(event.startDate.toJSDate()).toEqual(new Date(entry.startsAt));
    expect(ics).toContain('DTSTART:20270518T083000Z');
    expect(event.attendees).toHaveLength(1);
    expect(event.attendees[0]!.getParameter('rsvp')).toBe('FALSE');
    expect(event.attendees[0]!.getFirstValue()).toMatch(/robin@example.org/i);
  });

  it('takes the event out again under the same UID, one sequence on', () => {
    const { ics } = calendarPart('CANCEL', { ...entry, sequence: 1 });
    const calendar = new ICAL.Component(ICAL.parse(ics));
    const event = calendar.getFirstSubcomponent('vevent')!;
    expect(calendar.getFirstPropertyValue('method')).toBe('CANCEL');
    expect([
      event.getFirstPropertyValue('uid'),
      event.getFirstPropertyValue('sequence'),
      event.getFirstPropertyValue('status'),
    ]).toEqual([entry.uid, 1, 'CANCELLED']);
  });
});

describe('the public calendar', () => {
  it('has one event a day and names nobody', () => {
    const feed = calendarFeed(
      'Calderdale',
      [1, 2].map((n) => ({
        uid: `d${n}`,
        startsAt: new Date(`2027-05-1${n}T08:30:00Z`),
        endsAt: new Date(`2027-05-1${n}T15:30:00Z`),
        title: 'Forum',
        location: 'Online',
      })),
      new Date('2027-03-01T09:00:00Z'),
    );
    expect(new ICAL.Component(ICAL.parse(feed)).getAllSubcomponents('vevent')).toHaveLength(2);
    expect(feed).not.toContain('ATTENDEE');
  });
});
