import mjml2html from 'mjml';
import { projectFile } from '#platform';

/** Tags whose content is HTML; Handlebars blocks in them are text and pass as they are. */
const ENDING = /(<mj-(?:text|button|table|raw)\b[^>]*>[\s\S]*?<\/mj-(?:text|button|table|raw)>)/;
/** A Handlebars block tag: opening, else or closing. */
const BLOCK = /\{\{\s*(?:#|\/|\^|else)[^}]*\}\}/g;

/**
 * The HTML of a mail's MJML inside the shared layout, with its Handlebars tags still in it. Block tags between MJML
 * elements are kept by `<mj-raw>`, since MJML drops loose text. Throws when the MJML is wrong, naming the line.
 */
export async function compileBody(body: string): Promise<string> {
  const kept = body
    .split(ENDING)
    .map((part) => (ENDING.test(part) ? part : part.replace(BLOCK, '<mj-raw>$&</mj-raw>')))
    .join('');
  const layout = projectFile('libs/messaging/layout/layout.mjml');
  const result = await mjml2html(
    layout.replace('<!-- body -->', () => kept),
    {
      validationLevel: 'strict',
      ignoreIncludes: true,
      minify: false,
      fonts: {},
    },
  );
  return result.html;
}
