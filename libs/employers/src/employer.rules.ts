/** Sectors as the strategies count them (Calderdale 7.5.6), with what the pages call them. */
export const sectors = {
  private: 'Private',
  third: 'Third',
  public_other: 'Other public',
  public_mh: 'Mental health services',
} as const;
export type Sector = keyof typeof sectors;

/** Size bands by people employed. 500 belongs to the band below "501 or more". */
export const sizeBands = {
  n1_9: '1 to 9',
  n10_49: '10 to 49',
  n50_249: '50 to 249',
  n250_500: '250 to 500',
  n501_plus: '501 or more',
} as const;
export type SizeBand = keyof typeof sizeBands;

/**
 * What the list can be narrowed to by people. A size reported as "500 to 999" may be in two bands: it is in none of them,
 * and has a choice of its own; so do other ranges and words that fit no band. `unknown`: nothing was reported.
 */
export const sizeChoices = {
  ...sizeBands,
  from_500: '500 or more, not exactly known',
  reported: 'Reported in another way',
  unknown: 'Not known',
} as const;
export type SizeChoice = keyof typeof sizeChoices;

export const registers = {
  company: 'Companies House',
  charity_ew: 'Charity Commission (England and Wales)',
  charity_sc: 'Scottish Charity Regulator',
  charity_ni: 'Charity Commission for Northern Ireland',
} as const;
export type Register = keyof typeof registers;

/** Legal forms staff choose from; which of them may be advertised to by mail is the contact policy's to know. */
export const legalForms = [
  'Company',
  'Limited liability partnership',
  'Scottish partnership',
  'Public body',
  'Charitable incorporated organisation',
  'Community interest company',
  'Registered society',
  'Sole trader',
  'Partnership',
  'Unincorporated association',
  'Trust',
] as const;

/** The band of a headcount; undefined for none (0 people is no band). */
export function bandOf(headcount: number | null | undefined): SizeBand | undefined {
  if (!headcount || headcount < 1) return undefined;
  if (headcount <= 9) return 'n1_9';
  if (headcount <= 49) return 'n10_49';
  if (headcount <= 249) return 'n50_249';
  return headcount <= 500 ? 'n250_500' : 'n501_plus';
}

/** How the list and the record print a size: "1,240", "250 to 499", "1,000 to 4,999" (kept as "1000 to 4999") or nothing. */
export const peopleWords = (employer: { headcount: number | null; reportedSize: string | null }): string =>
  employer.headcount !== null
    ? employer.headcount.toLocaleString('en-GB')
    : (employer.reportedSize ?? '').replace(/(?<![\d,.])\d{4,9}(?![\d,.])/g, (n) =>
        Number(n).toLocaleString('en-GB'),
      );
