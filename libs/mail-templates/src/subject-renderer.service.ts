import { Inject, Injectable } from '@nestjs/common';
import type { AreaIdentity } from '#access';
import { fillSegments } from '#mail-transport';
import { beginning, LOG, type Log, oneLine, type Tx } from '#platform';
import { CompiledTemplates } from './compiled-templates.service.js';
import type { MailDefinition } from './mail-definition.js';
import { placeholdersOf } from './placeholders.rules.js';
import { segmentsOf } from './segments.js';
import { isBroken } from './template.errors.js';
import { LENGTHS } from './template.rules.js';
import { TemplateLoader } from './template-loader.js';

/** The words a mail is planned in, before anybody's data is put in. */
export interface PlannedContent {
  /** The version in force; null: the program's own words. */
  templateId: string | null;
  /** Why these words cannot be used, for staff; a mail planned in them waits until somebody has mended them. */
  broken?: string;
  /** The subject line, without anything that could begin another header, and what staff call the values that lack. */
  fill(data: unknown, recipient: string): { subject: string; missing: string[] };
}

/** Chooses the words of mails as they are planned. */
@Injectable()
export class SubjectRenderer {
  constructor(
    private readonly loader: TemplateLoader,
    private readonly templatesReady: CompiledTemplates,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Words for mails of one kind from one area. `templateId` undefined: the version in force. Where staff's version does not
   * fit any more that is said, and the mail's title stands for its subject: the program's own words are not what staff
   * wanted said. Throws when there is no such version.
   */
  async of(
    tx: Tx,
    area: AreaIdentity,
    mail: MailDefinition,
    templateId: string | null | undefined,
  ): Promise<PlannedContent> {
    const chosen =
      templateId === undefined ? (await this.loader.current(tx, area.id, mail.name)).templateId : templateId;
    const source = await this.loader.words(tx, area.id, mail, chosen).catch((error: unknown) => {
      if (chosen === null || !isBroken(error)) throw error;
      return error.message;
    });
    if (typeof source === 'string') {
      this.log.error({ template: mail.name, templateId: chosen }, 'words of a mail do not fit any more');
      return { templateId: chosen, broken: source, fill: () => ({ subject: mail.title, missing: [] }) };
    }
    const parts = segmentsOf(source.subject, {}, false);
    const labels = new Map(placeholdersOf(mail).map((one) => [one.name, one.label]));
    return {
      templateId: chosen,
      fill: (data, name) => {
        const words = this.templatesReady.words({ mail, area }, data, { name, subject: '' });
        return {
          subject: beginning(oneLine(fillSegments(parts, words)), LENGTHS.subject),
          missing: this.loader.missing(source, words).map((one) => labels.get(one) ?? one),
        };
      },
    };
  }
}
