import type { CountedKind } from '#contact-policy';
import type { Nation, Weekday } from '#platform';

export const NATIONS: Record<Nation, string> = {
  'england-and-wales': 'England and Wales',
  scotland: 'Scotland',
  'northern-ireland': 'Northern Ireland',
};
export const DAYS: Record<Weekday, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};
export const KINDS: Record<CountedKind, string> = {
  invitation: 'Survey invitations',
  engagement: 'Emails that invite or promote',
  call: 'Calls: spoke to them, or left a message',
  visit: 'Visits that took place',
  letter: 'Letters posted',
};
