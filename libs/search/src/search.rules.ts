/** The table of a record that is looked for. */
export type SearchSource = 'employer' | 'contact' | 'delegate' | 'booking' | 'session' | 'survey';

/**
 * What may be searched: each a set of lanes of the index, which are letters of its tokens. Names and what else partners see
 * of employers and contacts are in lanes of their own, so that what somebody may not see is not found either.
 */
export const searchLanes = {
  /** Name, trading names, town, postcode, register number, website. */
  employers: 'eE',
  /** Name, trading names, first half of the postcode (access matrix, `employer.shared`). */
  employersShared: 'e',
  /** Contacts: name, email, telephone. */
  contacts: 'pP',
  /** Names of contacts (access matrix, `contact.shared`). */
  contactsShared: 'p',
  /** People on bookings and who booked: name, email, telephone, the booking’s reference. */
  bookings: 'd',
  /** Sessions and meetings: title, code, venue and town. */
  sessions: 's',
  surveys: 'q',
} as const;

/** More is cut off. */
export const SEARCH_LENGTH = 200;

/** What is searched of what somebody typed, however long; characters no text column holds are left out. */
export const searchText = (typed: string): string =>
  typed
    .slice(0, 4 * SEARCH_LENGTH)
    .replaceAll('\0', '')
    .trim()
    .slice(0, SEARCH_LENGTH);
