import { freePolicy, type Policy, standardPolicy } from '#bookings';

export const courseFamilies = ['mhfa', 'jrt', 'other'] as const;
export type CourseFamily = (typeof courseFamilies)[number];

/** Kinds of courses by the permanent names that figures go by, with what the pages call them and their family. */
export const courseKinds = {
  'mhfa-two-day': { name: 'Mental Health First Aid, two days', family: 'mhfa' },
  'mhfa-one-day': { name: 'Mental Health First Aid, one day', family: 'mhfa' },
  'mhfa-half-day': { name: 'Mental Health First Aid, half a day', family: 'mhfa' },
  'mhfa-refresher': { name: 'Mental Health First Aid, refresher', family: 'mhfa' },
  'mhfa-managers': { name: 'Mental Health First Aid, for managers', family: 'mhfa' },
  jrt: { name: 'Job retention', family: 'jrt' },
  'union-rep': { name: 'Union representatives', family: 'other' },
  other: { name: 'Other course', family: 'other' },
} as const satisfies Record<string, { name: string; family: CourseFamily }>;
export type CourseKind = keyof typeof courseKinds;

/** The kind of a course; one that the version before added has a family only. */
export const kindOf = ({ kind, family }: { kind: CourseKind | null; family: CourseFamily }): CourseKind =>
  kind ?? (family === 'mhfa' ? 'mhfa-two-day' : family);

/** What a family is called, and what the references of its bookings begin with. */
export const familyWords: Record<CourseFamily, { name: string; code: string }> = {
  mhfa: { name: 'Mental Health First Aid', code: 'MHFA' },
  jrt: { name: 'Job retention', code: 'JRT' },
  other: { name: 'Other courses', code: 'COURSE' },
};

/** What can be said about a course when it is added or edited. */
export interface CourseInput {
  kind: CourseKind;
  title: string;
  summary: string;
  takeaways?: string[];
  notice?: string | null;
  audience?: string | null;
  minimum?: number | null;
  maximum?: number | null;
  pricePence: number;
  certificate?: boolean;
  certificateMonths?: number | null;
  policy?: Policy;
}

/** Terms a course has when nobody set others: what is free may be given up until it starts. */
export const termsFor = (pricePence: number): Policy => (pricePence ? standardPolicy : freePolicy);

/**
 * The courses every area begins with, to edit as it likes. Numbers of Mental Health First Aid: MHFA England's maximum
 * of 16 and recommended minimum of 8 learners, certificates of three years (domain facts T1, T6, T7). Job retention
 * training has no standard format: its numbers are a start, not a rule (T18).
 */
export const firstCourses: readonly CourseInput[] = [
  {
    kind: 'mhfa-two-day',
    title: 'Mental Health First Aid, two days',
    summary:
      'Learn to notice when someone at work is struggling, to start the conversation, and to point the way to help.',
    takeaways: [
      'signs of common conditions, and what is simply a bad week',
      'a five-step way to hold a first conversation',
      'where to find help nearby, day and night',
      'how to look after yourself while helping',
    ],
    notice: 'Parts of the course speak about self-harm and suicide. You can step out at any time.',
    audience: 'Anyone over 16 who works in the area',
    minimum: 8,
    maximum: 16,
    pricePence: 7500,
    certificate: true,
    certificateMonths: 36,
  },
  {
    kind: 'jrt',
    title: 'Job retention training for line managers',
    summary: 'What a manager can do so that somebody who becomes unwell keeps the job, or comes back to it.',
    takeaways: [
      'what the law asks, and what reasonable adjustments look like in practice',
      'how to keep in touch with somebody who is off work',
      'how to plan a return step by step',
      'where employers get advice and support',
    ],
    audience: 'Line managers, HR and occupational health',
    minimum: 6,
    maximum: 14,
    pricePence: 4000,
  },
];
