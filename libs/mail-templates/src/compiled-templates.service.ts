import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AreaIdentity, areaIdentities } from '#access';
import {
  type EncodedSegment,
  encodeSegments,
  fillSegments,
  type MailFile,
  type TemplateValues,
} from '#mail-transport';
import {
  Clock,
  connectionErrorCode,
  errorForLog,
  LOG,
  type Log,
  PublicUrls,
  Settings,
  sqlState,
  type Tx,
} from '#platform';
import { compiledById, keepCompiled } from './compiled-template.repository.js';
import { complete } from './mail-data.rules.js';
import type { MailDefinition } from './mail-definition.js';
import { MailRegistry } from './mail-registry.js';
import { LOGO_FILE, PRIVACY_PAGE } from './public-pages.js';
import { segmentsOf } from './segments.js';
import { isBroken } from './template.errors.js';
import { TemplateLoader } from './template-loader.js';

/** The words of a sending, ready: parsed and encoded once, for every mail that goes in them. */
export interface CompiledTemplate {
  id: string;
  mail: MailDefinition;
  area: AreaIdentity;
  /** What is the same in every mail of the area. */
  fixed: TemplateValues;
  /** Quoted-printable. */
  html: readonly EncodedSegment[];
  plain: readonly EncodedSegment[];
  files: readonly MailFile[];
}

/** The words a mail goes in, or why it has none: a sentence for staff. */
export type FoundTemplate =
  | { template: CompiledTemplate; why?: undefined }
  | { template?: undefined; why: string };

/** What a mail says besides its data. */
export interface Recipient {
  name: string;
  /** The subject line, as it was written when the mail was planned. */
  subject: string;
  /** Where the recipient says what may come; undefined on service mail. */
  leaveLink?: string | undefined;
}

/** Templates kept ready in a process, at most. */
const READY = 200;

/** Finds the words a mail goes in, and shows mails in the words they went in. */
@Injectable()
export class CompiledTemplates {
  private readonly ready = new Map<string, CompiledTemplate>();

  constructor(
    private readonly settings: Settings,
    private readonly urls: PublicUrls,
    private readonly clock: Clock,
    private readonly registry: MailRegistry,
    private readonly loader: TemplateLoader,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * The edition a mail of this area goes in now; written down where it is new. None when no mail has that name or its text
   * does not fit together, which the log then says too.
   */
  async of(tx: Tx, area: AreaIdentity, template: string, templateId: string | null): Promise<FoundTemplate> {
    const mail = this.registry.find(template);
    if (!mail) return { why: 'This version of the program no longer sends emails of this kind.' };
    try {
      return { template: await this.make(tx, area, mail, templateId) };
    } catch (error) {
      if (connectionErrorCode(error) || sqlState(error)) throw error;
      this.log.error({ template, templateId, err: errorForLog(error) }, 'mail has no text');
      return { why: isBroken(error) ? error.message : `The words of “${mail.title}” do not fit together.` };
    }
  }

  private async make(
    tx: Tx,
    area: AreaIdentity,
    mail: MailDefinition,
    templateId: string | null,
  ): Promise<CompiledTemplate> {
    const key = JSON.stringify([mail.name, mail.version, templateId, area]);
    const known = this.ready.get(key);
    if (known) return known;
    const { subject, html, text, files } = await this.loader.of(tx, area.id, mail, templateId);
    const kept = { template: mail.name, subject, html, plain: text, sender: { ...area } };
    const digest = createHash('sha256').update(JSON.stringify(kept)).digest('hex');
    const fixed = this.fixedValues(area);
    const template = {
      id: await keepCompiled(tx, area.id, digest, kept, this.clock.now()),
      mail,
      area,
      fixed,
      html: encodeSegments(segmentsOf(html, fixed, true)),
      plain: encodeSegments(segmentsOf(text, fixed, false)),
      files,
    };
    // A transaction that is rolled back takes its template with it; the next one then finds it missing.
    tx.afterCommit(() => this.keep(key, template));
    return template;
  }

  /** Asks the database again which templates there are. */
  forget(): void {
    this.ready.clear();
  }

  private keep(key: string, template: CompiledTemplate): void {
    this.ready.set(key, template);
    const oldest = this.ready.keys().next().value;
    if (this.ready.size > READY && oldest !== undefined) this.ready.delete(oldest);
  }

  /** What fills an edition for one mail. `fixed` saves the time to make it for each. */
  words(
    template: Pick<CompiledTemplate, 'mail' | 'area'> & { fixed?: TemplateValues },
    data: unknown,
    recipient: Recipient,
  ): TemplateValues {
    return {
      ...(complete(template.mail.schema, data) as object),
      ...(template.fixed ?? this.fixedValues(template.area)),
      recipient: { name: recipient.name },
      subjectLine: recipient.subject,
      leaveLink: recipient.leaveLink ?? null,
    };
  }

  /**
   * A mail as text and HTML: in the edition it went in, else in the words it would go in now. `data` with its personal
   * links as they are to be shown. Undefined when it cannot be shown: the words are gone, or do not fit any more.
   */
  async show(
    tx: Tx,
    message: { areaId: string; template: string; templateId: string | null; editionId: string | null },
    data: unknown,
    recipient: Recipient,
  ): Promise<{ html: string; text: string } | undefined> {
    const mail = this.registry.find(message.template);
    const now = (await areaIdentities(tx, [message.areaId])).get(message.areaId);
    if (!mail || !now) return undefined;
    const kept = message.editionId ? await compiledById(tx, message.areaId, message.editionId) : undefined;
    const area = kept ? (kept.sender as unknown as AreaIdentity) : now;
    const source = kept
      ? { html: kept.html, text: kept.plain }
      : await this.loader.of(tx, message.areaId, mail, message.templateId).catch((error: unknown) => {
          if (!isBroken(error)) throw error;
        });
    if (!source) return undefined;
    const fixed = this.fixedValues(area);
    const words = this.words({ mail, area, fixed }, data, recipient);
    return {
      html: fillSegments(segmentsOf(source.html, fixed, true), words),
      text: fillSegments(segmentsOf(source.text, fixed, false), words),
    };
  }

  /** What is the same in every mail of an area. */
  private fixedValues(area: AreaIdentity): TemplateValues {
    return {
      area: {
        ...area,
        // A field that is not there is an error in the words, an empty one is not.
        replyTo: area.replyTo ?? null,
        postalAddress: area.postalAddress ?? null,
        telephone: area.telephone ?? null,
        logoPath: area.logo ? this.urls.path(LOGO_FILE, { slug: area.slug, digest: area.logo }) : null,
        // Templates compiled before areas had notices of their own name no address of theirs.
        privacyPath: this.urls.path(PRIVACY_PAGE, { slug: area.slug ?? '' }),
        afterName: afterName(area),
      },
      baseUrl: this.settings.baseUrl,
    };
  }
}

/** What follows the area's name in the network's, so that the layout can set the name in bold; else null. */
const afterName = ({ name, network }: AreaIdentity): string | null =>
  network.startsWith(name) ? network.slice(name.length) : null;
