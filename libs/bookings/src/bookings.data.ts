import { declarePersonalData } from '#platform';
import { delegateRetention } from './retention.repository.js';

const kept = { records: [delegateRetention.name] };

/** What bookings keeps of people. */
declarePersonalData(
  {
    table: 'delegate',
    purpose: 'training',
    who: 'People on training and events',
    data: 'name, work email address, role',
    kept,
    erasing:
      'A place to come is cancelled first, with the email about it. Of one that is past, name and address are removed and the place still counts.',
  },
  {
    table: 'booking',
    purpose: 'training',
    who: 'People who book',
    data: 'name, work email address, telephone',
    kept,
    erasing: 'Name, address and telephone are removed; the booking still counts.',
  },
  {
    table: 'place',
    purpose: 'training',
    who: 'People on training and events',
    data: 'whether they had a place, and why it was given up',
    kept,
    erasing: 'The reason is removed; the place still counts.',
  },
);
