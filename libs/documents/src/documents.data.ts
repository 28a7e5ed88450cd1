import { declarePersonalData } from '#platform';

/** What documents keeps of people. */
declarePersonalData({
  table: 'export_run',
  purpose: 'security',
  who: 'Staff, and whoever is in a list they take out',
  data: 'who took out which list, narrowed how, and why; for seven days the file itself',
  kept: {
    goes: 'The file and how the list was narrowed go after seven days, or when its owner deletes it; the line goes thirty days later. That it was taken out stands in the audit.',
  },
  erasing: 'Nothing is changed in a file that was made: it goes within seven days.',
});
