import { Injectable } from '@nestjs/common';
import { areaIdentities } from '#access';
import { offersUnsubscribe, UnsubscribeLinks } from '#contact-policy';
import type { TemplateContent } from '#mail-templates';
import {
  CompiledTemplates,
  draftById,
  isBroken,
  MailRegistry,
  maskLinks,
  noteTested,
  placeholdersOf,
  replaceDraft,
  segmentsOf,
  type TemplateDraft,
  TemplateLoader,
  Templates,
} from '#mail-templates';
import { fillSegments } from '#mail-transport';
import { type Actor, Clock, newId, notFound, type Tx } from '#platform';
import { Outbox } from '../outbox/outbox.service.js';
import { recentMails, type ShownMail, shownMail } from './shown-mail.repository.js';

/** A mail as one recipient would get it, personal links masked. */
export interface TemplatePreview {
  subject: string;
  html: string;
  text: string;
  /** Whose data it shows; undefined: the program's example. */
  recipient: string | undefined;
  /** What staff call the values this recipient lacks. */
  missing: string[];
  /** Why there is nothing to show: the words do not fit this version of the program. */
  broken?: string;
}

/** Recent mails offered to choose a recipient from. */
const OFFERED = 10;
const EXAMPLE = 'Robin Example';

/** Trying words out before and after they are saved: drafts, previews, tests to oneself. */
@Injectable()
export class TemplateTrials {
  constructor(
    private readonly clock: Clock,
    private readonly unsubscribeLinks: UnsubscribeLinks,
    private readonly registry: MailRegistry,
    private readonly templates: Templates,
    private readonly loader: TemplateLoader,
    private readonly templatesReady: CompiledTemplates,
    private readonly outbox: Outbox,
  ) {}

  /** Keeps words to be shown, in place of what this person tried before. Throws like `Templates.check`. */
  draft(
    tx: Tx,
    areaId: string,
    name: string,
    words: TemplateContent,
    from: { basedOn: number; note: string },
    actor: Actor,
  ): Promise<string> {
    this.templates.check(name, words);
    return replaceDraft(tx, areaId, {
      mail: name,
      words,
      ...from,
      createdAt: this.clock.now(),
      createdBy: actor,
    });
  }

  /** One's own draft, or undefined. */
  findDraft(
    tx: Tx,
    areaId: string,
    name: string,
    id: string,
    actor: Actor,
  ): Promise<TemplateDraft | undefined> {
    return draftById(tx, areaId, name, id, actor);
  }

  /** The latest mails of this kind, by the recipient's name where `q` is given. */
  recent(tx: Tx, areaId: string, name: string, q: string): Promise<Omit<ShownMail, 'data'>[]> {
    return recentMails(tx, areaId, name, q, OFFERED);
  }

  /**
   * A mail in a version or draft (null: the program's own words), filled by the sender's own means: with the data of a
   * message of this kind, or the program's example. Throws not-found.
   */
  async preview(
    tx: Tx,
    areaId: string,
    name: string,
    templateId: string | null,
    messageId: string | undefined,
  ): Promise<TemplatePreview> {
    const mail = this.templates.mail(name);
    const area = (await areaIdentities(tx, [areaId])).get(areaId);
    const shown = messageId ? await shownMail(tx, areaId, name, messageId) : undefined;
    if (!area || (messageId && !shown)) throw notFound();
    const source = await this.loader.of(tx, areaId, mail, templateId).catch((error: unknown) => {
      if (isBroken(error)) return error.message;
      throw error;
    });
    const recipient = shown?.recipientName;
    if (typeof source === 'string')
      return { subject: '', html: '', text: '', missing: [], recipient, broken: source };
    const data = maskLinks(shown?.data ?? mail.example);
    const leaveLink = offersUnsubscribe({ purpose: mail.purpose, promotional: mail.promotional ?? false })
      ? this.unsubscribeLinks.example()
      : undefined;
    const fill = (text: string, asHtml: boolean, subject: string) => {
      const to = { name: recipient ?? EXAMPLE, subject, leaveLink };
      return fillSegments(segmentsOf(text, {}, asHtml), this.templatesReady.words({ mail, area }, data, to));
    };
    const subject = fill(source.subject, false, '');
    const words = this.templatesReady.words({ mail, area }, data, {
      name: recipient ?? EXAMPLE,
      subject,
    });
    const missing = this.loader.missing(source, words);
    return {
      subject,
      html: fill(source.html, true, subject),
      text: fill(source.text, false, subject),
      recipient,
      missing: placeholdersOf(mail)
        .filter((one) => missing.includes(one.name))
        .map((one) => one.label),
    };
  }

  /**
   * Sends a mail in a version or draft to whoever asks, as a service mail with "Test: " before its subject. Its links
   * lead nowhere. Answers the message's id. Throws not-found.
   */
  async test(
    tx: Tx,
    areaId: string,
    name: string,
    templateId: string | null,
    messageId: string | undefined,
    to: { address: string; name: string },
  ): Promise<string | undefined> {
    const mail = this.templates.mail(name);
    const shown = messageId ? await shownMail(tx, areaId, name, messageId) : undefined;
    if (messageId && !shown) throw notFound();
    if (templateId) await noteTested(tx, areaId, templateId, this.clock.now());
    return this.outbox.enqueue(tx, {
      areaId,
      sendKey: `template-test:${newId()}`,
      mail: this.registry.testOf(mail),
      templateId,
      to,
      data: maskLinks(shown?.data ?? mail.example) as object,
      cause: `A test that ${to.name} asked for, on the page of its template.`,
    });
  }
}
