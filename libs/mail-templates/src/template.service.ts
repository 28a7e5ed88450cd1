import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, Clock, notFound, type Tx } from '#platform';
import type { MailDefinition } from './mail-definition.js';
import { MailRegistry } from './mail-registry.js';
import { FILES, pdfName, pdfProblem } from './pdf.rules.js';
import { placeholdersOf } from './placeholders.rules.js';
import { savedMeanwhile, wrongFile, wrongWords } from './template.errors.js';
import {
  currentVersion,
  dropDrafts,
  filesOf,
  inForce,
  insertFiles,
  insertVersion,
  keepContent,
  type TemplateFile,
  type TemplateVersion,
  versionsOf,
} from './template.repository.js';
import { readTemplate } from './template.rules.js';
import type { Placeholder, TemplateContent } from './template.types.js';
import { ownContent } from './template-source.js';

/** A mail and the words it goes in now. */
export interface TemplateLine {
  mail: MailDefinition;
  /** Number in force; 0 while nobody wrote one. */
  number: number;
  /** Undefined: the program's own since ever. */
  version: TemplateVersion | undefined;
}

/** A mail's words, what may stand in them, and their history. */
export interface TemplateView extends TemplateLine {
  words: TemplateContent;
  placeholders: Placeholder[];
  versions: TemplateVersion[];
  files: TemplateFile[];
}

/** Which version a change begins with, and what its author says of it. */
export interface ChangeOf {
  /** Number that was in force when the page was opened. */
  basedOn: number;
  /** What changed, at most 200 characters. */
  note: string;
}

/** The words of mails as an area's staff write them: versions that are only added to. */
@Injectable()
export class Templates {
  constructor(
    private readonly clock: Clock,
    private readonly registry: MailRegistry,
    private readonly audit: Audit,
  ) {}

  /** Every mail of the program by title, with the version an area has in force. */
  async list(tx: Tx, areaId: string): Promise<TemplateLine[]> {
    const versions = new Map((await inForce(tx, areaId)).map((version) => [version.mail, version]));
    return this.registry
      .all()
      .map((mail) => {
        const version = versions.get(mail.name);
        return { mail, version, number: version?.number ?? 0 };
      })
      .sort((a, b) => a.mail.title.localeCompare(b.mail.title));
  }

  /** One mail's words. Throws not-found. */
  async get(tx: Tx, areaId: string, name: string): Promise<TemplateView> {
    const mail = this.mail(name);
    const versions = await versionsOf(tx, areaId, name);
    const [version] = versions;
    return {
      mail,
      version,
      number: version?.number ?? 0,
      words: version?.words ?? ownContent(mail),
      placeholders: placeholdersOf(mail),
      versions,
      files: version ? await filesOf(tx, areaId, version.id) : [],
    };
  }

  /** The words of a version; 0: the program's own. Throws not-found. */
  async words(tx: Tx, areaId: string, name: string, number: number): Promise<TemplateContent> {
    const mail = this.mail(name);
    if (number === 0) return ownContent(mail);
    const version = (await versionsOf(tx, areaId, name)).find((one) => one.number === number);
    if (!version) throw notFound();
    return version.words ?? ownContent(mail);
  }

  /** Throws `messaging.template` with what is wrong beside each field, and not-found. */
  check(name: string, words: TemplateContent): MailDefinition {
    const mail = this.mail(name);
    const { problems } = readTemplate(words, placeholdersOf(mail), mail.mustHave);
    if (problems) throw wrongWords(problems);
    return mail;
  }

  /** Saves words as the version in force from now on; its files stay. Throws like `check`, and `messaging.template-changed`. */
  async save(
    tx: Tx,
    areaId: string,
    name: string,
    words: TemplateContent,
    change: ChangeOf,
    actor: Actor,
  ): Promise<void> {
    this.check(name, words);
    await this.add(tx, areaId, name, { words, ...change, restoredFrom: null }, undefined, actor);
    await dropDrafts(tx, areaId, name, actor);
  }

  /** Brings an older version (0: the program's own words) back, files included, as a new one. Throws like `save`. */
  async restore(
    tx: Tx,
    areaId: string,
    name: string,
    number: number,
    basedOn: number,
    actor: Actor,
  ): Promise<void> {
    this.mail(name);
    const versions = await versionsOf(tx, areaId, name);
    const meant = versions.find((version) => version.number === number);
    if (number !== 0 && !meant) throw notFound();
    const words = meant?.words ?? null;
    if (words) this.check(name, words);
    const files = words && meant ? await filesOf(tx, areaId, meant.id) : [];
    const note = words ? `Version ${number} again` : 'The program’s own words again';
    await this.add(tx, areaId, name, { words, note, basedOn, restoredFrom: number }, files, actor);
  }

  /** Adds a PDF to the words in force, as a new version. Throws `messaging.template-file` and like `save`. */
  async addFile(
    tx: Tx,
    areaId: string,
    name: string,
    file: { name: string; content: Buffer },
    basedOn: number,
    actor: Actor,
  ): Promise<void> {
    const { files, words } = await this.get(tx, areaId, name);
    const problem =
      files.length >= FILES ? `At most ${FILES} files can go with a mail.` : pdfProblem(file.content);
    if (problem) throw wrongFile(problem);
    const digest = createHash('sha256').update(file.content).digest();
    if (files.some((one) => one.digest.equals(digest)))
      throw wrongFile('This file goes with the email already.');
    await keepContent(tx, areaId, digest, file.content);
    const added = pdfName(file.name);
    const change = { words, basedOn, note: `Added ${added}`, restoredFrom: null };
    await this.add(tx, areaId, name, change, [...files, { name: added, digest }], actor);
  }

  /** Takes a file away, as a new version. Throws not-found and like `save`. */
  async removeFile(
    tx: Tx,
    areaId: string,
    name: string,
    position: number,
    basedOn: number,
    actor: Actor,
  ): Promise<void> {
    const { files, words } = await this.get(tx, areaId, name);
    const gone = files.find((file) => file.position === position);
    if (!gone) throw notFound();
    const change = { words, basedOn, note: `Removed ${gone.name}`, restoredFrom: null };
    await this.add(
      tx,
      areaId,
      name,
      change,
      files.filter((file) => file !== gone),
      actor,
    );
  }

  /** A mail staff can write, by name. Throws not-found. */
  mail(name: string): MailDefinition {
    const mail = this.registry.all().find((one) => one.name === name);
    if (!mail) throw notFound();
    return mail;
  }

  /** `files` undefined: those of the version before. */
  private async add(
    tx: Tx,
    areaId: string,
    name: string,
    change: ChangeOf & { words: TemplateContent | null; restoredFrom: number | null },
    files: readonly Pick<TemplateFile, 'name' | 'digest'>[] | undefined,
    actor: Actor,
  ): Promise<void> {
    const { basedOn, words, note, restoredFrom } = change;
    const before = await currentVersion(tx, areaId, name);
    if ((before?.number ?? 0) !== basedOn) throw savedMeanwhile(before?.createdBy.label, before?.number ?? 0);
    const number = basedOn + 1;
    const id = await insertVersion(tx, areaId, {
      mail: name,
      number,
      words,
      note,
      restoredFrom,
      createdAt: this.clock.now(),
      createdBy: actor,
    });
    // Two saved in the same moment: the other one's number stands by now.
    if (!id) throw savedMeanwhile(undefined, number);
    await insertFiles(tx, areaId, id, files ?? (before ? await filesOf(tx, areaId, before.id) : []));
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'template',
      subject: id,
      reason: note || undefined,
    });
  }
}
