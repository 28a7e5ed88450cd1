import { declarePersonalData } from '#platform';
import { attemptRetention, bodyRetention, metadataRetention } from './retention.repository.js';

const STAFF = 'Staff';
const DECIDED = { stays: 'Who decided it is told for as long as the decision is.' } as const;

/** What messaging keeps of people. */
declarePersonalData(
  {
    table: 'message',
    purpose: 'mail',
    who: 'Whoever was sent an email',
    data: 'name, address, subject, and what was put into the words',
    kept: { records: [bodyRetention.name, metadataRetention.name] },
    erasing:
      'One that waits is cancelled. Address, name, data and subject are removed; purpose, state and date stay.',
  },
  {
    table: 'attempt',
    purpose: 'mail',
    who: 'Whoever was sent an email',
    data: 'what the mail server answered, which may repeat the address',
    kept: { records: [attemptRetention.name, metadataRetention.name] },
    erasing: 'Deleted.',
  },
  {
    table: 'delivery_event',
    purpose: 'mail',
    who: 'Whoever was sent an email, and staff who settled it',
    data: 'what came back or was decided about the email',
    kept: { records: [metadataRetention.name] },
    erasing: 'Deleted.',
  },
  {
    table: 'caught_mail',
    purpose: 'mail',
    who: 'Whoever would have been sent an email in a trial',
    data: 'the whole email, sealed',
    kept: { records: [bodyRetention.name] },
    erasing: 'Deleted.',
  },
  {
    table: 'mail_pause',
    purpose: 'security',
    who: STAFF,
    data: 'who paused email and who ended it',
    kept: DECIDED,
    erasing: 'It stays: an act in office.',
  },
  {
    table: 'mail_restore',
    purpose: 'security',
    who: STAFF,
    data: 'who released email after a restore',
    kept: DECIDED,
    erasing: 'It stays: an act in office.',
  },
);
