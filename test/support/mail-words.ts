import { CompiledTemplates, type MailDefinition, MailRegistry, TemplateLoader } from '#mail-templates';
import { fillSegments } from '#mail-transport';
import { Clock, type Log, readSettings } from '#platform';
import type { AreaIdentity } from '../../libs/access/src/area-identity.repository.js';
import { segmentsOf } from '../../libs/mail-templates/src/segments.js';
import { publicUrls } from './public-urls.js';

export const SAMPLE_AREA = {
  id: '',
  name: 'Calderdale',
  slug: 'calderdale',
  network: 'Calderdale Mindful Employer network',
};

const settings = readSettings({ BASE_URL: 'https://crm.example.org' });
const sources = new TemplateLoader();
const editions = new CompiledTemplates(
  settings,
  publicUrls(settings),
  new Clock(settings),
  new MailRegistry(),
  sources,
  {} as Log,
);

/** A mail in the program's own words, filled as it is when it goes, without a database. */
export async function inOwnWords(
  mail: MailDefinition,
  data: unknown,
  name = 'Robin Example',
  area: AreaIdentity = SAMPLE_AREA,
): Promise<{ subject: string; html: string; text: string }> {
  const source = await sources.own(mail);
  const fill = (text: string, asHtml: boolean, subject: string) =>
    fillSegments(segmentsOf(text, {}, asHtml), editions.words({ mail, area }, data, { name, subject }));
  const subject = fill(source.subject, false, '');
  return { subject, html: fill(source.html, true, subject), text: fill(source.text, false, subject) };
}
