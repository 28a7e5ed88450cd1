import { declarePersonalData } from '#platform';
import {
  activityRetention,
  contactRetention,
  importRetention,
  personRetention,
  prospectRetention,
} from './retention.repository.js';

/** What employers keeps of people. */
declarePersonalData(
  {
    table: 'contact',
    purpose: 'employers',
    who: 'Contacts of employers',
    data: 'name, role, work email address and telephone',
    kept: { records: [contactRetention.name, prospectRetention.name] },
    erasing: 'Everything is removed; an empty row stays, so that what refers to it does not break.',
  },
  {
    table: 'employer',
    purpose: 'employers',
    who: 'Sole traders, who are their business',
    data: 'name, address, website and register number',
    kept: { records: [prospectRetention.name] },
    erasing: 'Of a sole trader what names the person is removed; an organisation is nobody’s personal data.',
  },
  {
    table: 'match_key',
    purpose: 'employers',
    who: 'Contacts of employers, and sole traders',
    data: 'domains of email addresses, telephone numbers and names, to find who is there already',
    kept: { stays: 'As long as the employer or contact they were taken from says the same.' },
    erasing: 'They go with what they were taken from.',
  },
  {
    table: 'activity',
    purpose: 'employers',
    who: 'Contacts of employers, and the staff who were in touch',
    data: 'what was said and agreed on a call or visit',
    kept: { records: [activityRetention.name] },
    erasing:
      'The entry stays as the employer’s history; name, address and notes that name the person are removed.',
  },
  {
    table: 'task',
    purpose: 'employers',
    who: 'Contacts of employers, and staff',
    data: 'what is to be done next, and by whom',
    kept: { records: [activityRetention.name] },
    erasing: 'The words of those that name the person are removed.',
  },
  {
    table: 'import_run',
    purpose: 'employers',
    who: 'Staff',
    data: 'who brought in which list',
    kept: { stays: 'Where an employer comes from can be told for as long as it is here.' },
    erasing: 'It stays: an act in office.',
  },
  {
    table: 'import_row',
    purpose: 'employers',
    who: 'Whoever stands on a list that was brought in',
    data: 'the lines of the list, and what they changed',
    kept: { records: [importRetention.name] },
    erasing: 'Deleted.',
  },
  {
    table: 'person_key',
    purpose: 'employers',
    who: 'Contacts, bookers and people on bookings',
    data: 'name and address, and a key of chance for the person',
    kept: { records: [personRetention.name] },
    erasing: 'Deleted; what was counted by the key goes on counting.',
  },
);
