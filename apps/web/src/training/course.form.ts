import { z } from 'zod';
import { type CourseInput, courseFamilies } from '#training';
import { pounds } from './session.form.js';

const needed = (message: string, max: number) =>
  z.string(message).min(1, message).max(max, `Use ${max} characters or fewer`);
const optional = (max: number) => z.string().max(max, `Use ${max} characters or fewer`).optional();
const whole = (message: string) =>
  z
    .string()
    .optional()
    .refine((t) => !t || (/^\d{1,4}$/.test(t) && Number(t) >= 1), message)
    .transform((t) => (t ? Number(t) : undefined));

export const courseForm = z.object({
  family: z.enum(courseFamilies, 'Choose what kind of course it is'),
  title: needed('Enter a title', 120),
  summary: needed('Enter one or two sentences about it', 400),
  takeaways: optional(2000),
  notice: optional(1000),
  audience: optional(200),
  minimum: whole('Enter the fewest people as a whole number, 1 or more'),
  maximum: whole('Enter the most people as a whole number, 1 or more'),
  price: pounds,
  certificate: z.literal('yes').optional(),
  certificateMonths: whole(
    'Enter for how many months the certificate is valid, or leave it empty when it has no end',
  ),
});

/** What the service takes: a takeaway a line. */
export const toCourse = ({
  takeaways,
  price,
  certificate,
  ...rest
}: z.output<typeof courseForm>): CourseInput => ({
  ...rest,
  takeaways: (takeaways ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  pricePence: price,
  certificate: Boolean(certificate),
});
