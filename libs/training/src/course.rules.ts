import { freePolicy, type Policy, standardPolicy } from '#bookings';

export const courseFamilies = ['mhfa', 'jrt', 'other'] as const;
export type CourseFamily = (typeof courseFamilies)[number];

/** What a family is called, and what the references of its bookings begin with. */
export const familyWords: Record<CourseFamily, { name: string; code: string }> = {
  mhfa: { name: 'Mental Health First Aid', code: 'MHFA' },
  jrt: { name: 'Job retention', code: 'JRT' },
  other: { name: 'Other courses', code: 'COURSE' },
};

/** What can be said about a course when it is added or edited. */
export interface CourseInput {
  family: CourseFamily;
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
    family: 'mhfa',
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
    family: 'jrt',
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
