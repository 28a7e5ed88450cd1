/** What this lib writes down as having happened; `data` beside each kind. Days are London days. */
export const signatoriesFacts = {
  /** { charterId, version, signatoryRole, signedOn, reviewDueOn, renewal: boolean } */
  signed: 'signatories.signed',
  /** { charterId, endedOn, reason, stage: the one the employer was at } */
  lapsed: 'signatories.lapsed',
  /** { charterId, endedOn, reason, stage: the one the employer was at } */
  withdrawn: 'signatories.withdrawn',
  /** { charterId } */
  endUndone: 'signatories.end-undone',
  /** { charterId, listed: boolean } */
  listingChanged: 'signatories.listing-changed',
} as const;
