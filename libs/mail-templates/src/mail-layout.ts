import { projectFile } from '#platform';

/** Tags whose content is HTML; Handlebars blocks in them are text and pass as they are. */
const ENDING = /(<mj-(?:text|button|table|raw)\b[^>]*>[\s\S]*?<\/mj-(?:text|button|table|raw)>)/;
/** A Handlebars block tag: opening, else or closing. */
const BLOCK = /\{\{\s*(?:#|\/|\^|else)[^}]*\}\}/g;

/**
 * The HTML of a mail: the MJML of its body (elements of a column), the words that lists of mail show beside its subject, and
 * the HTML of its "because" inside the shared layout, Handlebars tags still in it. Throws when the MJML is wrong, naming the line. Nothing is read but the layout,
 * whatever the MJML says.
 */
export async function compileHtml(body: string, preview: string, because: string): Promise<string> {
  // The largest of all packages, and most processes never write the HTML of a mail.
  const { default: mjml2html } = await import('mjml');
  const layout = projectFile('libs/mail-templates/layout/layout.mjml');
  const result = await mjml2html(
    layout
      .replace('<!-- preview -->', () => preview)
      .replace('<!-- body -->', () => body)
      .replace('<!-- because -->', () => because),
    {
      validationLevel: 'strict',
      ignoreIncludes: true,
      minify: false,
      fonts: {},
    },
  );
  return result.html;
}

/** MJML of ours with its block tags between elements kept by `<mj-raw>`, since MJML drops loose text. */
export const keepTags = (mjml: string): string =>
  mjml
    .split(ENDING)
    .map((part) => (ENDING.test(part) ? part : part.replace(BLOCK, '<mj-raw>$&</mj-raw>')))
    .join('');

/** How a plain text ends: why it came, what one may do about it, who sent it. */
export const withFooter = (text: string, because: string): string =>
  `${text}-- \n${because}\n{{#if leaveLink}}Choose what we send you, or nothing: {{leaveLink}}\n{{/if}}How we use your data: {{baseUrl}}{{area.privacyPath}}\n{{area.network}}{{#if area.postalAddress}}, {{area.postalAddress}}{{/if}}\n{{#if area.telephone}}Telephone: {{area.telephone}}\n{{/if}}{{#if area.replyTo}}Questions? Reply to this email.\n{{/if}}`;
