import type { MailFile } from '#mail-transport';
import { projectFile } from '#platform';
import type { MailDefinition } from './mail-definition.js';
import { compileHtml, keepTags, withFooter } from './mail-layout.js';
import { placeholdersOf } from './placeholders.rules.js';
import { templateBroken } from './template.errors.js';
import { type ReadTemplate, readTemplate } from './template.rules.js';
import type { Need, TemplateContent } from './template.types.js';
import { bodyMjml, lineHtml, previewHtml } from './template-html.rules.js';
import { bodyText, plainLine } from './template-text.rules.js';

/** The words of a mail as Handlebars texts that are safe to fill, the layout round them. */
export interface TemplateSource {
  subject: string;
  html: string;
  text: string;
  files: readonly MailFile[];
  /** Values that have to be there, for `TemplateLoader.missing`. */
  needs: readonly Need[];
}

/** The program's own words of a mail, from its folder. */
export const ownContent = ({ folder }: MailDefinition): TemplateContent => ({
  subject: projectFile(`${folder}/subject.hbs`).trim(),
  body: projectFile(`${folder}/body.md`).trim(),
  because: projectFile(`${folder}/because.hbs`).trim(),
});

/** Words that were checked when they were saved, or are ours, read. Throws when they do not fit the mail any more. */
export function mustRead(mail: MailDefinition, words: TemplateContent): ReadTemplate {
  const { template, problems } = readTemplate(words, placeholdersOf(mail), mail.mustHave);
  if (template) return template;
  const [field, found] = Object.entries(problems)[0]!;
  throw templateBroken(mail.title, `${field}, line ${found[0]!.line}. ${found[0]!.message}`);
}

/** A read template as the texts that are filled for each mail. */
export async function sourceOf(
  mail: MailDefinition,
  template: ReadTemplate,
): Promise<Omit<TemplateSource, 'files'>> {
  const parts = (end: string, make: (text: string) => string) =>
    Object.fromEntries(
      Object.entries(mail.blocks ?? {}).map(([name, { files }]) => [name, make(projectFile(files + end))]),
    );
  return {
    subject: plainLine(template.subject),
    html: await compileHtml(
      bodyMjml(template.body, parts('.mjml.hbs', keepTags)),
      previewHtml(template.body),
      lineHtml(template.because),
    ),
    text: withFooter(
      bodyText(
        template.body,
        parts('.text.hbs', (text) => text.trim()),
      ),
      plainLine(template.because),
    ),
    needs: template.needs,
  };
}
