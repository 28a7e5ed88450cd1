/** What a column of a list can hold, with the words for it. */
export const importFields = {
  name: 'Employer name',
  currentName: 'Name today, where it changed',
  tradingName: 'Trading name',
  companyNumber: 'Company number',
  charityNumber: 'Charity number',
  address: 'Address',
  town: 'Town',
  postcode: 'Postcode',
  size: 'People',
  sicCodes: 'SIC codes',
  sector: 'Sector',
  legalForm: 'Legal form',
  website: 'Website',
  contactName: 'Contact name',
  contactRole: 'Contact’s job',
  email: 'Email',
  phone: 'Phone',
} as const;

export type ImportField = keyof typeof importFields;
