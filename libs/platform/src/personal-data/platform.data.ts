import { declarePersonalData } from './declarations.js';

/** What platform keeps of people. */
declarePersonalData(
  {
    table: 'fact',
    purpose: 'employers',
    who: 'Contacts, people on bookings, and staff who did something',
    data: 'what happened and when; people by a key of chance; titles and reasons as they were typed',
    // Declared by employers, by whose history the time is told.
    kept: { records: ['activity'] },
    erasing: 'Titles, reasons and names are removed. What was counted stays, by a key that leads to nobody.',
  },
  {
    table: 'rate_count',
    purpose: 'security',
    who: 'Whoever uses the program',
    data: 'a keyed fingerprint of an address or a network, and how often it did something',
    kept: { goes: 'It goes within hours or days, when the limit it counts for is over.' },
    erasing: 'Nobody can be found by it.',
  },
);
