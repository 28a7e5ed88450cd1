import { declarePersonalData } from '#platform';

/** What mail-templates keeps of people: its words go to everybody, and name nobody but their authors. */
declarePersonalData(
  {
    table: 'mail_template',
    purpose: 'security',
    who: 'Staff',
    data: 'who wrote which version',
    kept: { stays: 'What an email said can be told by the version it was sent in.' },
    erasing: 'It stays: an act in office.',
  },
  {
    table: 'mail_template_draft',
    purpose: 'security',
    who: 'Staff',
    data: 'who tries which words',
    kept: { goes: 'Drafts go when newer ones are made; those sent as a test stay with their version.' },
    erasing: 'It stays: an act in office.',
  },
);
