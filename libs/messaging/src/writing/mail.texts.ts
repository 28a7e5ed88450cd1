import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { Settings } from '#platform';
import type { MailArea } from '../mail-area.store.js';
import { oneLine } from '../text.rules.js';
import { complete } from './mail.data.js';
import type { MailDefinition } from './mail.js';
import { testedMail } from './mail.registry.js';
import { mustRead, ownWords, sourceOf } from './mail.source.js';
import { LENGTHS } from './template.rules.js';
import { plainLine } from './template-text.rules.js';

/** What one mail says: for whom, from which area, with which data (as the schema gave it). */
export interface MailContext {
  data: unknown;
  recipient: { name: string };
  area: MailArea;
}

type Template = (context: unknown) => string;

/** Mails in the program's own words. A field the schema does not declare throws when the mail is written. */
@Injectable()
export class MailTexts {
  private readonly subjects = new Map<string, Template>();
  private readonly bodies = new Map<string, Promise<{ html: Template; text: Template }>>();

  constructor(private readonly settings: Settings) {}

  /** One line, without anything that could begin another header. */
  subject(mail: MailDefinition, context: MailContext): string {
    let template = this.subjects.get(mail.name);
    if (!template) {
      template = filled(plainLine(mustRead(mail, ownWords(mail)).subject), false);
      this.subjects.set(mail.name, template);
    }
    const line = oneLine(template(this.words(mail, context)));
    return (testedMail(mail.name) ? `Test: ${line}` : line).slice(0, LENGTHS.subject);
  }

  /** The HTML and the plain text, each whole. */
  async write(mail: MailDefinition, context: MailContext): Promise<{ html: string; text: string }> {
    let body = this.bodies.get(mail.name);
    if (!body) {
      body = sourceOf(mail, mustRead(mail, ownWords(mail))).then(({ html, text }) => ({
        html: filled(html, true),
        text: filled(text, false),
      }));
      this.bodies.set(mail.name, body);
    }
    const { html, text } = await body;
    const words = { ...this.words(mail, context), subjectLine: this.subject(mail, context) };
    return { html: html(words), text: text(words) };
  }

  private words(mail: MailDefinition, context: MailContext): Record<string, unknown> {
    return {
      ...(complete(mail.schema, context.data) as object),
      area: { postalAddress: null, replyTo: null, ...context.area, afterName: afterName(context.area) },
      recipient: context.recipient,
      baseUrl: this.settings.baseUrl,
      leaveLink: null,
    };
  }
}

const filled = (source: string, asHtml: boolean): Template =>
  Handlebars.compile(source, { strict: true, noEscape: !asHtml });

/** What follows the area's name in the network's, so that the layout can set the name in bold; else null. */
const afterName = ({ name, network }: MailArea): string | null =>
  network.startsWith(name) ? network.slice(name.length) : null;
