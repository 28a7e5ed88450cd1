/** As much of a cell as a message repeats: enough to find it again, and a cell may be a whole page. */
const LONGEST = 60;

/** The beginning of a text, at most 60 characters, with an ellipsis where something was cut. */
export const shortened = (text: string): string =>
  text.length <= LONGEST
    ? text
    : // Half of a character outside the basic plane is no text; PostgreSQL keeps none.
      `${text
        .slice(0, LONGEST)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`;

/** What stands in a cell, for a message: in quotation marks, shortened. */
export const quoted = (text: string): string => `“${shortened(text.trim())}”`;
