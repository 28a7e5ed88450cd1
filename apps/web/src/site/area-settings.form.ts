import { z } from 'zod';
import { type AreaSettingKey, type AreaSettings, NOTICE_NEEDS } from '#access';
import { field } from '../shell/index.js';

/** One setting, or two that belong together, as a line of the page. */
export interface SettingLine {
  key: string;
  title: string;
  fields: readonly SettingField[];
  /** What it is for; stands under the value. */
  use: string;
}

export interface SettingField {
  name: AreaSettingKey;
  label: string;
  hint?: string;
  kind: 'text' | 'email' | 'long' | 'choice' | 'picture';
}

export const BASIS_WORDS: Record<NonNullable<AreaSettings['basis']>, { text: string; hint: string }> = {
  'public-task': {
    text: 'Public task',
    hint: 'A council or another public body runs the network as part of its work',
  },
  'legitimate-interests': {
    text: 'Legitimate interests',
    hint: 'A charity or company runs it, and has weighed its interests against those of the people concerned',
  },
};

/** The check of each line's form. */
export const SETTING_FORMS: Record<string, z.ZodObject> = {
  networkName: z.object({ networkName: field.text('Enter the name of the network', 100) }),
  controller: z.object({ controller: field.text('Enter the organisation that runs the network', 120) }),
  postalAddress: z.object({ postalAddress: field.text('Enter a postal address', 200) }),
  replyTo: z.object({ replyTo: field.email() }),
  telephone: z.object({ telephone: field.maybeText(100) }),
  officer: z.object({ officer: field.text('Enter a name or a post', 120), officerEmail: field.maybeEmail() }),
  icoNumber: z.object({
    icoNumber: z
      .string()
      .toUpperCase()
      .refine(
        (value) => value === '' || /^[A-Z]{1,2}\d{6,7}$/.test(value),
        'Enter a number like ZA123456, or leave this empty',
      )
      .default(''),
  }),
  basis: z.object({ basis: z.enum(['public-task', 'legitimate-interests'], 'Choose a lawful basis') }),
  keeping: z.object({ keeping: field.maybeLines(1000) }),
};

export const SECTIONS: readonly { key: string; title: string; lines: readonly SettingLine[] }[] = [
  {
    key: 'who',
    title: 'Who we are',
    lines: [
      {
        key: 'networkName',
        title: 'Name on pages and emails',
        use: 'Emails come from this name',
        fields: [{ name: 'networkName', label: 'Name of the network', kind: 'text' }],
      },
      {
        key: 'controller',
        title: 'Who runs it',
        use: 'The organisation that decides what happens to people’s data (the data controller)',
        fields: [
          {
            name: 'controller',
            label: 'Organisation that runs the network',
            hint: 'For example Calderdale Council',
            kind: 'text',
          },
        ],
      },
      {
        key: 'postalAddress',
        title: 'Postal address',
        use: 'At the foot of every email, and in the privacy notice',
        fields: [
          {
            name: 'postalAddress',
            label: 'Postal address',
            hint: 'On one line, with the postcode',
            kind: 'text',
          },
        ],
      },
      {
        key: 'replyTo',
        title: 'Replies go to',
        use: 'Replies to all emails, and the address on public pages',
        fields: [
          {
            name: 'replyTo',
            label: 'Email address',
            hint: 'A mailbox that somebody reads every working day',
            kind: 'email',
          },
        ],
      },
      {
        key: 'telephone',
        title: 'Telephone',
        use: 'On public pages and at the foot of every email',
        fields: [
          {
            name: 'telephone',
            label: 'Telephone (optional)',
            hint: 'The number, and when somebody answers: 01632 960 001, on working days 9am to 5pm',
            kind: 'text',
          },
        ],
      },
      {
        key: 'logo',
        title: 'Logo',
        use: 'At the head of public pages and emails, 40 pixels high',
        fields: [
          {
            name: 'logo',
            label: 'Logo (optional)',
            hint: 'A PNG picture of at most 50 kB, at least 40 pixels high; 80 is sharper. Only one that you may use',
            kind: 'picture',
          },
        ],
      },
    ],
  },
  {
    key: 'notice',
    title: 'Privacy notice',
    lines: [
      {
        key: 'officer',
        title: 'Data protection officer',
        use: 'Or whoever answers for data protection',
        fields: [
          { name: 'officer', label: 'Name or post', kind: 'text' },
          { name: 'officerEmail', label: 'Email address (optional)', kind: 'email' },
        ],
      },
      {
        key: 'icoNumber',
        title: 'ICO registration',
        use: 'In the register of the Information Commissioner’s Office',
        fields: [
          {
            name: 'icoNumber',
            label: 'Registration number (optional)',
            hint: 'For example ZA123456',
            kind: 'text',
          },
        ],
      },
      {
        key: 'basis',
        title: 'Lawful basis',
        use: 'Why the network may use people’s data',
        fields: [{ name: 'basis', label: 'Lawful basis', kind: 'choice' }],
      },
      {
        key: 'keeping',
        title: 'Kept outside the program',
        use: 'In the privacy notice, after how long the program keeps what',
        fields: [
          {
            name: 'keeping',
            label: 'What you keep outside the program, and how long (optional)',
            hint: 'For example: signed charters on paper, six years after your employer has left. This text deletes nothing by itself',
            kind: 'long',
          },
        ],
      },
    ],
  },
];

export const LINES: readonly SettingLine[] = SECTIONS.flatMap((section) => section.lines);

/** Whether the privacy notice waits for a line. */
export const isNeeded = ({ fields }: SettingLine): boolean =>
  fields.some(({ name }) => NOTICE_NEEDS.includes(name));
