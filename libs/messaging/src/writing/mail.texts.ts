import { existsSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { projectFile, projectPath, Settings } from '#platform';
import type { MailArea } from '../mail-area.store.js';
import { complete } from './mail.data.js';
import type { MailDefinition } from './mail.js';
import { compileBody } from './mail.layout.js';

/** What one mail says: for whom, from which area, with which data (as the schema gave it). */
export interface MailContext {
  data: unknown;
  recipient: { name: string };
  area: MailArea;
}

type Template = (context: unknown) => string;

/** Longest subject line we send; what is beyond is cut, not folded. */
const SUBJECT_LENGTH = 200;

/**
 * The words of mails. Every template is compiled once in a process and kept; a field the schema does not declare
 * throws when the mail is written.
 */
@Injectable()
export class MailTexts {
  private readonly templates = new Map<string, Template | undefined>();
  private readonly bodies = new Map<string, Promise<Template>>();

  constructor(private readonly settings: Settings) {}

  /** One line, without anything that could begin another header. */
  subject(mail: MailDefinition, context: MailContext): string {
    const line = this.file(mail, 'subject.hbs')!(this.words(mail, context));
    return line
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
      .slice(0, SUBJECT_LENGTH);
  }

  /** The HTML and the plain text, each whole. */
  async write(mail: MailDefinition, context: MailContext): Promise<{ html: string; text: string }> {
    const words = this.words(mail, context);
    const because = this.file(mail, 'because.hbs')?.(words).trim() ?? '';
    const html = await this.body(mail);
    const text = this.file(mail, 'text.hbs')!(words).trim();
    return {
      html: html({ ...words, because, subjectLine: this.subject(mail, context) }),
      text: [text, '', '-- ', ...[because].filter(Boolean), this.footer(context.area), ''].join('\n'),
    };
  }

  private footer({ network, postalAddress }: MailArea): string {
    return [
      `How we use your data: ${this.settings.baseUrl}/privacy`,
      [network, postalAddress].filter(Boolean).join(', '),
    ].join('\n');
  }

  private words(mail: MailDefinition, context: MailContext): Record<string, unknown> {
    return {
      ...(complete(mail.schema, context.data) as object),
      area: { postalAddress: null, replyTo: null, ...context.area, afterName: afterName(context.area) },
      recipient: context.recipient,
      baseUrl: this.settings.baseUrl,
    };
  }

  private file(mail: MailDefinition, name: string): Template | undefined {
    const path = `${mail.folder}/${name}`;
    if (!this.templates.has(path))
      this.templates.set(
        path,
        existsSync(projectPath(path))
          ? Handlebars.compile(projectFile(path), { strict: true, noEscape: true })
          : undefined,
      );
    return this.templates.get(path);
  }

  private body(mail: MailDefinition): Promise<Template> {
    const known = this.bodies.get(mail.folder);
    if (known) return known;
    const made = compileBody(projectFile(`${mail.folder}/body.hbs`)).then((html) =>
      Handlebars.compile(html, { strict: true }),
    );
    this.bodies.set(mail.folder, made);
    return made;
  }
}

/** What follows the area's name in the network's, so that the layout can set the name in bold; else null. */
const afterName = ({ name, network }: MailArea): string | null =>
  network.startsWith(name) ? network.slice(name.length) : null;
