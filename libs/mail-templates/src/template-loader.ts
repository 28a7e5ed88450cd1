import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import type { MailDefinition } from './mail-definition.js';
import { testedMail } from './mail-registry.js';
import { isBroken, templateBroken } from './template.errors.js';
import { currentVersion, fileContents, wordsById } from './template.repository.js';
import { missingValues } from './template.rules.js';
import type { TemplateContent } from './template.types.js';
import { mustRead, ownContent, sourceOf, type TemplateSource } from './template-source.js';

export type { TemplateSource } from './template-source.js';

type Words = Omit<TemplateSource, 'files'>;

/** Mails whose words are kept ready in a process, at most. */
const READY = 200;

/** Where the words of mails come from: a version staff wrote, or the program's own. */
@Injectable()
export class TemplateLoader {
  private readonly ready = new Map<string, Promise<Words>>();

  /**
   * The words of a mail in a version (or draft) of staff's, or (null) the program's own. MJML is made once and kept.
   * Throws when there is no such version in the area, and `messaging.template-broken` when it does not fit the mail any
   * more.
   */
  async of(tx: Tx, areaId: string, mail: MailDefinition, templateId: string | null): Promise<TemplateSource> {
    const { filesOf, ...words } = await this.version(tx, areaId, mail, templateId);
    const files = filesOf ? await fileContents(tx, areaId, filesOf) : [];
    return { ...words, files: files.map((file) => ({ ...file, type: 'application/pdf' })) };
  }

  /** The same without its files. */
  words(tx: Tx, areaId: string, mail: MailDefinition, templateId: string | null): Promise<Words> {
    return this.version(tx, areaId, mail, templateId);
  }

  private async version(
    tx: Tx,
    areaId: string,
    mail: MailDefinition,
    templateId: string | null,
  ): Promise<Words & { filesOf: string | null }> {
    if (!templateId) return { ...(await this.own(mail)), filesOf: null };
    const version = await wordsById(tx, areaId, testedMail(mail.name) ?? mail.name, templateId);
    if (!version) throw new Error(`${mail.name} has no version ${templateId}`);
    const words = await this.kept(`${mail.name} ${templateId}`, () => this.made(mail, version.words)).catch(
      (error: unknown) => {
        throw isBroken(error) ? error : templateBroken(mail.title, 'they cannot be made into a mail.');
      },
    );
    return { ...words, filesOf: version.filesOf };
  }

  /** The program's own words of a mail. */
  own(mail: MailDefinition): Promise<Words> {
    return this.kept(mail.name, () => this.made(mail, ownContent(mail)));
  }

  /** The version in force for a mail of an area; null: the program's own words. */
  async current(tx: Tx, areaId: string, mailName: string): Promise<{ templateId: string | null }> {
    const version = await currentVersion(tx, areaId, testedMail(mailName) ?? mailName);
    return { templateId: version?.words ? version.id : null };
  }

  /**
   * Names of the values that `source` asks for and a mail does not have. `words` is what the mail is filled with: its
   * data, `recipient` and `area`.
   */
  missing(source: Pick<TemplateSource, 'needs'>, words: Readonly<Record<string, unknown>>): string[] {
    return missingValues(source.needs, words);
  }

  private async made(mail: MailDefinition, words: TemplateContent): Promise<Words> {
    const source = await sourceOf(mail, mustRead(mail, words));
    return testedMail(mail.name) ? { ...source, subject: `Test: ${source.subject}` } : source;
  }

  private kept(key: string, make: () => Promise<Words>): Promise<Words> {
    const known = this.ready.get(key);
    if (known) return known;
    const made = make();
    this.ready.set(key, made);
    made.catch(() => this.ready.delete(key));
    const oldest = this.ready.keys().next().value;
    if (this.ready.size > READY && oldest !== undefined) this.ready.delete(oldest);
    return made;
  }
}
