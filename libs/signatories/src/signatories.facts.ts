/** What this lib writes down as having happened; `data` beside each kind. Days are London days. */
export const signatoriesFacts = {
  /** { charterId, version, signatoryRole, signedOn, reviewDueOn, renewal: boolean } */
  signed: 'signatories.signed',
  /** { charterId, endedOn, reason } */
  lapsed: 'signatories.lapsed',
  /** { charterId, endedOn, reason } */
  withdrawn: 'signatories.withdrawn',
  /** { charterId, listed: boolean } */
  listingChanged: 'signatories.listing-changed',
} as const;
