import { isPrivateMailbox } from '#contact-policy';
import { type NameReading, namesIn, readName } from './name-reading.rules.js';
import { type PlaceReading, readPlace } from './place-reading.rules.js';

/** What is known of an employer, as people wrote it. All but one name may be missing. */
export interface Described {
  /** The name, then others it goes or went by. */
  names: readonly string[];
  /** Register and number, `company:01234567`: the same digits mean another in another register. */
  registerKey?: string | null;
  postcode?: string | null;
  address?: string | null;
  website?: string | null;
  emails?: readonly string[];
  phones?: readonly string[];
}

/** The same, read for matching. */
export interface Identity {
  names: readonly NameReading[];
  registerKey: string | null;
  place: PlaceReading;
  /** Domains of the website and the email addresses that are an employer's own. */
  domains: ReadonlySet<string>;
  emails: ReadonlySet<string>;
  /** Digits of telephone numbers, without the 0 or +44 in front. */
  phones: ReadonlySet<string>;
}

/** Reads what identifies an employer. */
export function identityOf(described: Described): Identity {
  const names = new Map<string, NameReading>();
  for (const text of described.names.flatMap(namesIn)) {
    const name = readName(text);
    names.set(`${name.letters} ${name.form}`, name);
  }
  const emails = new Set((described.emails ?? []).map((email) => email.trim().toLowerCase()).filter(Boolean));
  const domains = [
    domainOf(described.website ?? ''),
    ...[...emails].map((email) => email.split('@')[1] ?? ''),
  ];
  return {
    names: [...names.values()],
    registerKey: described.registerKey ?? null,
    place: readPlace(described.postcode, described.address),
    domains: new Set(domains.filter((domain) => domain.includes('.') && !isShared(domain))),
    emails,
    phones: new Set((described.phones ?? []).map(phoneKey).filter((phone) => phone.length >= SHORTEST_PHONE)),
  };
}

/** "https://www.example.org/jobs" and "example.org" are one. */
const domainOf = (website: string): string =>
  website
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/:?#].*$/s, '');

const SHORTEST_PHONE = 8;
const phoneKey = (phone: string): string =>
  phone
    .replace(/\(0\)/, '')
    .replace(/\D/g, '')
    .replace(/^(?:0044|44|0)/, '');

/** Where people of many employers have their addresses: it says nothing of one. */
const SHARED = new Set(
  'nhs.net nhs.uk gov.uk police.uk sch.uk ac.uk facebook.com linkedin.com twitter.com instagram.com'.split(
    ' ',
  ),
);
const isShared = (domain: string): boolean => SHARED.has(domain) || isPrivateMailbox(`anybody@${domain}`);
