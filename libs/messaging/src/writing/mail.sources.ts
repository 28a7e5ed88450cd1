import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import type { MailDefinition } from './mail.js';
import { type MailSource, mustRead, ownWords, sourceOf } from './mail.source.js';
import { missingValues } from './template.rules.js';

export type { MailFile, MailSource } from './mail.source.js';

/** Mails whose words are kept ready in a process, at most. */
const READY = 200;

/** Where the words of mails come from: a version staff wrote, or the program's own. */
@Injectable()
export class MailSources {
  private readonly ready = new Map<string, Promise<Omit<MailSource, 'files'>>>();

  /**
   * The words of a mail in a version of staff's, or (null) the program's own. Made once and kept. Throws when there is
   * no such version in the area, or it does not fit the mail any more.
   */
  async of(_tx: Tx, _areaId: string, mail: MailDefinition, templateId: string | null): Promise<MailSource> {
    if (templateId) throw new Error(`There is no version ${templateId}`);
    return { ...(await this.own(mail)), files: [] };
  }

  /** The program's own words of a mail. */
  own(mail: MailDefinition): Promise<Omit<MailSource, 'files'>> {
    return this.kept(mail.name, async () => sourceOf(mail, mustRead(mail, ownWords(mail))));
  }

  /** The version in force for a mail of an area; null: the program's own words. */
  async current(_tx: Tx, _areaId: string, _mailName: string): Promise<{ templateId: string | null }> {
    return { templateId: null };
  }

  /**
   * Names of the values that `source` asks for and a mail does not have. `words` is what the mail is filled with: its
   * data, `recipient` and `area`.
   */
  missing(source: Pick<MailSource, 'needs'>, words: Readonly<Record<string, unknown>>): string[] {
    return missingValues(source.needs, words);
  }

  private kept(key: string, make: () => Promise<Omit<MailSource, 'files'>>) {
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
