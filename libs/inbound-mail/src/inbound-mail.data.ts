import { declarePersonalData } from '#platform';
import { readingsRetention, wordsRetention } from './retention.repository.js';

/** What inbound-mail keeps of people. */
declarePersonalData(
  {
    table: 'returned_mail',
    purpose: 'mail',
    who: 'Whoever answered an email, or whose mail server did',
    data: 'sender, subject and words, and the addresses named in them',
    kept: { records: [wordsRetention.name, readingsRetention.name] },
    erasing: 'Words, sender, subject and addresses are removed.',
  },
  {
    table: 'returned_reading',
    purpose: 'mail',
    who: 'Whoever was sent an email',
    data: 'a keyed fingerprint of the address, and what came back',
    // Declared by messaging, whose messages they are about.
    kept: { records: ['message_metadata'] },
    erasing: 'Deleted.',
  },
  {
    table: 'return_policy',
    purpose: 'security',
    who: 'Staff',
    data: 'who changed what follows a returned email',
    kept: { goes: 'It is replaced by the next change.' },
    erasing: 'It stays: an act in office.',
  },
);
