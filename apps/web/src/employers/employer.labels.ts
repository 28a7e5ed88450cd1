import {
  type Employer,
  type EmployerField,
  type FollowingField,
  type ImportField,
  legalForms,
  registers,
  sectors,
} from '#employers';

/** How a field is asked for on the form of an employer. */
export interface FieldControl {
  control?: 'input' | 'textarea' | 'select';
  /** Where it is not the field's label; by itself "(optional)" stands behind it. */
  label?: string;
  hint?: string;
  classes?: string;
  rows?: number;
  inputmode?: string;
  autocomplete?: string;
  spellcheck?: boolean;
  /** Of a select: what stands for nothing chosen, and the choices by value; `held` is what the record has. */
  blank?: string;
  items?: (held: string) => Record<string, string>;
}

/** The words for a field of an employer, and where pages show it. */
export interface FieldLabel {
  label: string;
  /** In "Changed: name, postcode and people", where it is not the label; false: another field says it. */
  told?: string | false;
  /** Left out: the form does not ask for it. */
  form?: FieldControl;
  /** In the record's details: as it is, or in other words. */
  shown?: true | ((employer: Employer) => string | null | undefined);
  /** What the API's document says, where the label does not. */
  api?: string;
  /** Columns of a list that feed it, where it is not one of the field's own name and label. */
  columns?: Partial<Record<ImportField, string>>;
}

const chosen = (of: Record<string, string>) => () => of;
/** One that came in by a list stays to be chosen. */
const legalFormItems = (held: string) =>
  Object.fromEntries([...new Set([...legalForms, held])].filter(Boolean).map((form) => [form, form]));

/** Every field in the order of the form. Those that follow from another need words only where a page says them. */
export const employerLabels: Record<Exclude<EmployerField, FollowingField>, FieldLabel> &
  Partial<Record<FollowingField, FieldLabel>> = {
  name: {
    label: 'Name',
    form: { label: 'Name', autocomplete: 'off' },
    columns: { name: 'Employer name', currentName: 'Name today, where it changed' },
  },
  tradingNames: {
    label: 'Also known as',
    told: 'trading names',
    form: {
      control: 'textarea',
      rows: 2,
      label: 'Other names it is known by (optional)',
      hint: 'One a line.',
    },
    shown: (employer) => employer.tradingNames.join('; '),
    api: 'One a line',
    columns: { tradingName: 'Trading name' },
  },
  registerNumber: {
    label: 'Register number',
    form: {
      hint: 'For example 01234567 or SC123456. It keeps the same employer from being added twice.',
      classes: 'govuk-input--width-10',
      spellcheck: false,
    },
    shown: ({ register, registerNumber }) =>
      registerNumber && `${registerNumber} (${register ? registers[register] : ''})`,
    columns: { companyNumber: 'Company number', charityNumber: 'Charity number' },
  },
  register: {
    label: 'Register',
    told: false,
    form: {
      control: 'select',
      blank: 'Companies House, unless you choose another',
      items: chosen(registers),
    },
  },
  legalForm: {
    label: 'Legal form',
    form: { control: 'select', blank: 'Not known', items: legalFormItems },
    shown: true,
    api: 'As it is called, e.g. “Sole trader”; decides whether advertising needs their consent',
  },
  sector: {
    label: 'Sector',
    form: { control: 'select', blank: 'Not known', items: chosen(sectors) },
  },
  headcount: {
    label: 'People',
    form: {
      label: 'People employed (optional)',
      inputmode: 'numeric',
      classes: 'govuk-input--width-5',
    },
    columns: { size: 'People' },
  },
  reportedSize: {
    label: 'Size reported',
    told: 'people',
    api: 'As somebody reported it, e.g. "250 to 499"',
  },
  sizeBand: {
    label: 'Size band',
    told: false,
    api: 'Only when it follows from the headcount or the size reported',
  },
  address: { label: 'Address', form: { control: 'textarea', rows: 3 }, shown: true },
  town: { label: 'Town', form: { classes: 'govuk-input--width-20' } },
  postcode: {
    label: 'Postcode',
    form: { hint: 'Local authority and region follow from it.', classes: 'govuk-input--width-10' },
    shown: true,
    api: 'Whole, or only its first half for who may not see more',
  },
  authorityCode: { label: 'Authority code', told: false, api: 'GSS code as of geoDate' },
  authorityName: { label: 'Local authority', shown: true },
  region: { label: 'Region', shown: true },
  sicCodes: { label: 'SIC codes', shown: (employer) => employer.sicCodes.join(', ') },
  website: { label: 'Website', form: { spellcheck: false }, shown: true },
};

/** Columns of a list about a person at the employer. */
export const contactColumns = {
  contactName: 'Contact name',
  contactRole: 'Contact’s job',
  email: 'Email',
  phone: 'Phone',
} as const satisfies Partial<Record<ImportField, string>>;
