import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { calendarFeed, calendarFile, calendarPart, calendarUid, dayTitle } from './calendar.js';

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

/** A check of its own, by the grammar of RFC 5545: whole lines, each a name, parameters and a value, none too long. */
function badLines(ics: string): string[] {
  if (!ics.endsWith('END:VCALENDAR\r\n')) return ['it does not end with CR LF'];
  const raw = ics.slice(0, -2).split('\r\n');
  const unfolded = ics
    .slice(0, -2)
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n');
  const value = `[^\\x00-\\x08\\x0A-\\x1F\\x7F]*`;
  const param = `;[A-Za-z0-9-]+=(?:"[^"\\x00-\\x08\\x0A-\\x1F\\x7F]*"|[^";:,\\x00-\\x08\\x0A-\\x1F\\x7F]*)`;
  const content = new RegExp(`^[A-Za-z0-9-]+(?:${param})*:${value}$`, 'u');
  return [
    ...raw.filter((one) => Buffer.byteLength(one) > 75 || /[\r\n]/.test(one)),
    ...unfolded.filter((one) => !content.test(one)),
  ];
}

const ODD = 'Evil"quote;CN=x:mailto:evil@example.org\r\nATTENDEE:mailto:other@example.org\nX-EVIL:1';

describe('what people typed', () => {
  it('adds no property and no attendee, whatever it holds', () => {
    const odd = {
      ...entry,
      title: ODD,
      location: ODD,
      description: `Reference MHFA\nJoin online: https://meet.example.org/a?b=1;c\n${ODD}`,
      organiser: { name: ODD, address: 'network@example.org' },
      attendee: { name: ODD, address: 'robin@example.org' },
    };
    for (const ics of [
      calendarPart('REQUEST', odd).ics,
      calendarPart('CANCEL', odd).ics,
      calendarFile(ODD, [odd]),
      calendarFeed(
        ODD,
        [{ ...odd, startsAt: new Date(odd.startsAt), endsAt: new Date(odd.endsAt) }],
        new Date(),
      ),
    ]) {
      expect(badLines(ics)).toEqual([]);
      const calendar = new ICAL.Component(ICAL.parse(ics));
      const event = calendar.getFirstSubcomponent('vevent')!;
      for (const component of [calendar, event]) expect(component.getFirstProperty('x-evil')).toBeNull();
      expect(event.getAllProperties('attendee').length).toBe(ics.includes('ATTENDEE;') ? 1 : 0);
      for (const attendee of new ICAL.Event(event).attendees)
        expect(String(attendee.getFirstValue()).toLowerCase()).toBe('mailto:robin@example.org');
    }
  });
});

describe('an entry of somebody with a place', () => {
  const full = {
    ...entry,
    title: dayTitle('First aid', 0, 2),
    description:
      'Reference MHFA 7K4 92C\nJoin online: https://meet.example.org/room\nAccess: Step-free, hearing loop',
    url: 'https://crm.example.org/network/calderdale/training/1',
  };

  it('carries reference, way in, access and address, a line each, and which day it is', () => {
    for (const ics of [calendarPart('REQUEST', full).ics, calendarFile('First aid', [full])]) {
      expect(badLines(ics)).toEqual([]);
      const event = new ICAL.Component(ICAL.parse(ics)).getFirstSubcomponent('vevent')!;
      expect(event.getFirstPropertyValue('description')).toBe(full.description);
      expect(event.getFirstPropertyValue('url')).toBe(full.url);
      expect([event.getFirstPropertyValue('summary'), event.getFirstPropertyValue('uid')]).toEqual([
        'First aid (day 1 of 2)',
        full.uid,
      ]);
    }
  });

  it('says no more of the way in once it is taken out', () => {
    expect(calendarPart('CANCEL', full).ics).not.toContain('meet.example.org');
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
    expect(badLines(feed)).toEqual([]);
  });

  it('says how often to look again, and keeps what was cancelled as cancelled', () => {
    const day = { startsAt: new Date('2027-05-11T08:30:00Z'), endsAt: new Date('2027-05-11T15:30:00Z') };
    const feed = calendarFeed(
      'Calderdale',
      [{ uid: 'd1', title: 'Forum', location: 'Online', cancelled: true, ...day }],
      new Date('2027-03-01T09:00:00Z'),
    );
    expect(feed).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT6H');
    expect(feed).toContain('X-PUBLISHED-TTL:PT6H');
    const event = new ICAL.Component(ICAL.parse(feed)).getFirstSubcomponent('vevent')!;
    expect([event.getFirstPropertyValue('status'), event.getFirstPropertyValue('sequence')]).toEqual([
      'CANCELLED',
      1,
    ]);
  });
});
