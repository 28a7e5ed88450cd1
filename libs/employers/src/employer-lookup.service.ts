import { Injectable } from '@nestjs/common';
import { emailKey, type Tx } from '#platform';
import type { Register } from './employer.rules.js';
import { Geography } from './geography.js';
import { candidatesOf, describedByRecord } from './match.repository.js';
import { type Described, identityOf } from './matching/identity.rules.js';
import { BROAD, type Likeness, likeness, type Reason, STRICT } from './matching/matching.rules.js';
import { readCharityNumber, readRegisterNumber } from './register-number.rules.js';
import type { Stage } from './stage.rules.js';

/** What somebody typed of an employer, in a form, a booking or a request. */
export interface TypedEmployer {
  name: string;
  tradingNames?: readonly string[] | null;
  register?: Register | null;
  registerNumber?: string | null;
  postcode?: string | null;
  address?: string | null;
  website?: string | null;
  /** Addresses of people there. */
  emails?: readonly string[];
}

/** An employer we have that a description may mean, and why. */
export interface SimilarEmployer extends Likeness {
  id: string;
  name: string;
  town: string | null;
  postcode: string | null;
  stage: Stage;
}

const MOST = 8;

/** Which employers of the area a description may mean, by the one rule of matching. It only tells, and changes nothing. */
@Injectable()
export class EmployerLookup {
  constructor(private readonly geography: Geography) {}

  /**
   * For people who are about to add one: those that are alike enough to ask, the likeliest first, at most eight; before
   * them those with this number or with a contact who has one of the addresses. Closed ones are left out. All as typed;
   * what cannot be read is left aside.
   */
  async similar(tx: Tx, areaId: string, typed: TypedEmployer): Promise<SimilarEmployer[]> {
    const found = await this.alike(tx, areaId, this.read(typed), BROAD);
    return found.filter(({ closed }) => !closed).slice(0, MOST);
  }

  /** Without anybody to ask: the employers that are taken for this one. More than one: it is not known which. */
  async matches(tx: Tx, areaId: string, typed: TypedEmployer): Promise<SimilarEmployer[]> {
    const found = await this.alike(tx, areaId, this.read(typed), STRICT);
    // A number decides; others of the name then are others.
    const numbered = found.filter(({ reasons }) => reasons.some(({ code }) => code === 'same-number'));
    return numbered.length ? numbered : found;
  }

  private async alike(tx: Tx, areaId: string, described: Described, least: number) {
    const identity = identityOf(described);
    const known = await candidatesOf(tx, areaId, [described], { broad: least < STRICT });
    const found = new Map<string, SimilarEmployer & { closed: boolean }>();
    for (const one of known) {
      const { score, reasons } = likeness(identity, identityOf(describedByRecord(one)));
      if (score < least || (found.get(one.id)?.score ?? 0) >= score) continue;
      const { id, name, town, postcode, stage, closed } = one;
      found.set(id, { id, name, town, postcode, stage, closed, score, reasons });
    }
    return [...found.values()].sort(
      (a, b) => first(a) - first(b) || b.score - a.score || (a.name < b.name ? -1 : 1),
    );
  }

  private read(typed: TypedEmployer): Described {
    const place = this.geography.read(typed.postcode ?? '');
    return {
      names: [typed.name, ...(typed.tradingNames ?? [])],
      registerKey: registerKeyOf(typed),
      postcode: 'postcode' in place ? place.postcode : null,
      address: typed.address ?? null,
      website: typed.website ?? null,
      emails: (typed.emails ?? []).filter((email) => email.trim()).map(emailKey),
    };
  }
}

/** A company number where nothing else is said, else what it reads as. */
function registerKeyOf({ register, registerNumber }: TypedEmployer): string | null {
  if (!registerNumber?.trim()) return null;
  const charity = readCharityNumber(registerNumber);
  if (register && register !== 'company')
    return `${register}:${charity.kind === 'number' ? charity.number : registerNumber.trim()}`;
  const company = readRegisterNumber(registerNumber);
  return company.kind === 'number' ? `company:${company.number}` : null;
}

const first = ({ reasons }: Likeness): number => {
  const has = (code: Reason['code']) => reasons.some((reason) => reason.code === code);
  return has('same-number') ? 0 : has('same-email') ? 1 : 2;
};
