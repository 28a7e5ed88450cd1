import type { z } from 'zod';

/**
 * What a mail is for. Service answers something the person did (a booking); an invitation asks for something agreed
 * (a survey); engagement is everything else and the only kind that may be advertising.
 */
export type Purpose = 'service' | 'invitation' | 'engagement';

/** A calendar part: `REQUEST` puts it into the recipient's calendar, `CANCEL` takes it out (RFC 5546). */
export interface MailCalendar {
  method: 'REQUEST' | 'CANCEL';
  /** The whole iCalendar text. */
  ics: string;
}

/**
 * One kind of mail. Its texts lie in `folder`: `subject.hbs` and `text.hbs` (plain text), `body.hbs` (MJML inside the
 * shared layout, an `<mj-column>`), and where wanted `because.hbs` (one sentence for the footer: why this person
 * gets it). Besides the data they may use `{{area.name}}`, `{{area.network}}` and `{{recipient.name}}`.
 */
export interface MailDefinition<S extends z.ZodType = z.ZodType> {
  /** `<lib>.<mail>`, permanent: message rows name it. */
  name: string;
  /** Goes up with every change of the texts or the schema. */
  version: number;
  /** What staff call it, e.g. "Booking confirmed". */
  title: string;
  purpose: Purpose;
  folder: string;
  /** Fields named `link` or `…Link` hold personal links: they are masked wherever staff look. */
  schema: S;
  example: z.input<S>;
  calendar?: (data: z.output<S>) => MailCalendar | undefined;
}

type Given<S extends z.ZodType> = Omit<MailDefinition<S>, 'title'> & { title?: string };

/** Declares a mail; the lib that owns it adds it to `MailRegistry` in its module's constructor. */
export function defineMail<S extends z.ZodType>(mail: Given<S>): MailDefinition<S> {
  return { ...mail, title: mail.title ?? titleOf(mail.name) };
}

/** "bookings.booking-confirmed" → "Booking confirmed" */
function titleOf(name: string): string {
  const words = name.split('.').at(-1)!.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
