import { emailKey } from '#platform';

/** Somebody as they were named: as a contact, on a booking, or answering. */
export interface Named {
  name: string;
  email: string;
}

const plain = (text: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').trim().replace(/\s+/g, ' ').toLowerCase();

/** Whether two are called the same; case, accents and spaces do not matter. */
export const sameName = (one: Named, other: Named): boolean => plain(one.name) === plain(other.name);

/**
 * Who somebody is: address and name together, because mailboxes are shared; case, accents and spaces do not matter.
 */
export const personKey = (person: Named): string => `${emailKey(person.email)} ${plain(person.name)}`;
