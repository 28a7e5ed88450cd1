import { declarePersonalData } from '#platform';

/** What the search index holds of people. */
declarePersonalData(
  {
    table: 'search_entry',
    purpose: 'employers',
    who: 'Contacts of employers, people on bookings and sole traders',
    data: 'name, email address and telephone, as words to search for',
    kept: { goes: 'It changes and goes with the record it finds, in the same transaction.' },
    erasing: 'It goes with the record.',
  },
  {
    table: 'search_word',
    purpose: 'employers',
    who: 'Contacts of employers, people on bookings and sole traders',
    data: 'the words of their names, each by itself',
    kept: { goes: 'A word goes with the last record that has it.' },
    erasing: 'It goes with the record, unless somebody else is called so too.',
  },
);
