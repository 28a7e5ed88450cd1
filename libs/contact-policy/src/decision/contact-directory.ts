import type { Tx } from '#platform';
import type { ContactEvent } from './contact-policy.types.js';

/** An employer as far as the contact policy goes. */
export interface DirectoryEmployer {
  id: string;
  legalForm: string | null;
  closed: boolean;
}

/** Somebody at an employer. Two records with one mail address are one person to the contact policy. */
export interface DirectoryPerson {
  id: string;
  employerId: string;
  /** The address as it is compared; null: none. */
  emailKey: string | null;
  left: boolean;
}

/** A call, visit or letter; `contactId` null: nobody in particular. */
export interface DirectoryEvent extends Pick<ContactEvent, 'at' | 'kind' | 'direction' | 'state'> {
  /** Null: the area's own team. */
  agency: string | null;
  employerId: string;
  contactId: string | null;
  /** Who logged it, to be shown. */
  by?: string | null;
}

/**
 * What the contact policy asks about employers and people, which this lib must not know. The lib that has them extends
 * it and hands itself to `ContactDirectories`.
 */
export abstract class ContactDirectory {
  /**
   * Locks those of the employers and people that nobody else has locked, in the order of their ids, until the transaction
   * ends, without waiting. Answers the ids of the others.
   */
  abstract lockUncontended(
    tx: Tx,
    areaId: string,
    employerIds: readonly string[],
    contactIds: readonly string[],
  ): Promise<{ employers: string[]; people: string[] }>;

  /** Employers by id; ids that are none are left out. */
  abstract employers(tx: Tx, areaId: string, ids: readonly string[]): Promise<DirectoryEmployer[]>;

  /** People by id, and all who have one of the addresses (as compared). */
  abstract people(
    tx: Tx,
    areaId: string,
    ids: readonly string[],
    emailKeys: readonly string[],
  ): Promise<DirectoryPerson[]>;

  /** Calls, visits and letters to these employers or people since an instant, by any agency, whatever came of them. */
  abstract events(
    tx: Tx,
    areaId: string,
    employerIds: readonly string[],
    contactIds: readonly string[],
    since: Date,
  ): Promise<DirectoryEvent[]>;
}

const nobody = Promise.resolve([]);

/** Where nobody keeps employers, every recipient is an address and nothing else. */
const emptyDirectory: ContactDirectory = {
  lockUncontended: () => Promise.resolve({ employers: [], people: [] }),
  employers: () => nobody,
  people: () => nobody,
  events: () => nobody,
};

/** The book of the program: one, handed over by the lib that keeps it when its module is made. */
export class ContactDirectories {
  private book: ContactDirectory = emptyDirectory;

  use(book: ContactDirectory): void {
    if (this.book !== emptyDirectory) throw new Error('There is a contact book already');
    this.book = book;
  }

  get current(): ContactDirectory {
    return this.book;
  }
}
