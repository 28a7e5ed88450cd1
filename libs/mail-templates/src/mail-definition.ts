import type { z } from 'zod';
import type { MailCalendar } from '#mail-transport';

/**
 * What a mail is for. Service answers something the person did (a booking); an invitation asks for something agreed
 * (a survey); engagement is everything else and the only kind that may be advertising.
 */
export type Purpose = 'service' | 'invitation' | 'engagement';

/** A part of a mail that is ours because plain words cannot say it, e.g. the table of when, where and price. */
export interface MailBlock {
  /** What staff call it, e.g. "When, where and price". */
  label: string;
  /** Path of its two files without their ends: `<files>.mjml.hbs` and `<files>.text.hbs`, full Handlebars. */
  files: string;
}

/**
 * One kind of mail. The program's own words lie in `folder` in the form staff write theirs in (docs/decisions/0010):
 * `subject.hbs` (one line), `body.md` (Markdown) and `because.hbs` (one sentence for the footer: why this person gets
 * it). They may use what `placeholders` and `blocks` name, and `{{area.name}}`, `{{area.network}}`,
 * `{{recipient.name}}`.
 */
export interface MailDefinition<S extends z.ZodType = z.ZodType> {
  /** `<lib>.<mail>`, permanent: message rows name it. */
  name: string;
  /** Goes up with every change of the texts or the schema. */
  version: number;
  /** What staff call it, e.g. "Booking confirmed". */
  title: string;
  purpose: Purpose;
  /** Answers what the person has just done, so it goes at any hour; default: service mail does. */
  immediate?: boolean;
  /** It advertises, whatever it is for: then the rules of engagement hold. */
  promotional?: boolean;
  /** It is about somebody's account of this program, so that only administrators of the installation may read it. */
  account?: boolean;
  /** What one can leave alone, e.g. `surveys`. */
  topic?: string;
  folder: string;
  /** Fields named `link` or `…Link` hold personal links: they are masked wherever staff look. */
  schema: S;
  example: z.input<S>;
  /** Fields of the schema that may stand in its words, each with what staff call it, e.g. "Employer’s name". */
  placeholders: Readonly<Record<string, string>>;
  /** Parts of ours, by the name that places them: a paragraph that is only `{{details}}`. No name is a placeholder's. */
  blocks?: Readonly<Record<string, MailBlock>>;
  /** Placeholders without which the mail would be of no use, e.g. the link to the survey. */
  mustHave?: readonly string[];
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
