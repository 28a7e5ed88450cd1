import { z } from 'zod';
import { type CourseInput, courseKinds } from '#training';
import { field } from '../shell/index.js';

export const courseForm = z.object({
  kind: field.choice(courseKinds, 'Choose what kind of course it is'),
  title: field.text('Enter a title', 120),
  summary: field.lines('Enter one or two sentences about it', 400),
  takeaways: field.maybeLines(2000),
  notice: field.maybeLines(1000),
  audience: field.maybeText(200),
  minimum: field.maybeWhole('Enter the fewest people', 1, 9999),
  maximum: field.maybeWhole('Enter the most people', 1, 9999),
  price: field.pounds('Enter a price', 99_999),
  certificate: field.yesNo(),
  certificateMonths: field.maybeWhole(
    'Leave it empty when the certificate has no end, or enter for how many months it is valid',
    1,
    9999,
  ),
});
export type CourseForm = z.output<typeof courseForm>;

const given = (number: number | ''): number | undefined => (number === '' ? undefined : number);

/** What the service takes: a takeaway a line. */
export const toCourse = ({ takeaways, price, ...rest }: CourseForm): CourseInput => ({
  ...rest,
  minimum: given(rest.minimum),
  maximum: given(rest.maximum),
  certificateMonths: given(rest.certificateMonths),
  takeaways: takeaways
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  pricePence: price,
});
