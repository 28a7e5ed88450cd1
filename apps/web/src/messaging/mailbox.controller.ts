import { Controller, Get, Param, Query, Render, Res, StreamableFile } from '@nestjs/common';
import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import { z } from 'zod';
import { Mailbox } from '#messaging';
import { CodedError, isId, NO_AREA, notFound, Settings } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  type Look,
  type LooksKept,
  listAddress,
  type Principal,
  pagerOf,
  place,
  Shown,
  searched,
  type WebResponse,
} from '../shell/index.js';
import { showMail } from './show-mail.js';

const listFilter = z.object({ to: searched() });
const listQuery = listFilter.extend(place);
/** Looks into the mailbox are written down: it shows bodies, and links that work. A page, its frame and its files are one look. */
const EACH: LooksKept = { at: ['message_body', 'see'], when: 'each', once: true };
const LISTED: LooksKept = { at: ['message_body', 'list'], when: 'noted', once: true };
const BOX = { subject: 'mailbox' };

/**
 * The built-in mailbox: what would have gone out while no mail server is set; there is none once one is. Whoever may read
 * the mail of an area reads that area's, and administrators of the installation what is about accounts or of no area:
 * the matrix has no cell for the latter, so the handlers narrow what `Allow` lets in.
 */
@Controller('mailbox')
export class MailboxController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Allow('message_metadata', 'list')
  @Audited(LISTED)
  @Render('messaging/views/mailbox.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown, @Shown() shown: (look: Look) => void) {
    const query = listQuery.parse(asked);
    const found = await this.mailbox.list(this.readable(who, [who.areaId]), query.to, query);
    shown({ ...BOX, ...(!who.may('message_body', 'see') && { areaId: null }), count: found.rows.length });
    return {
      to: query.to,
      mails: found.rows,
      pages: pagerOf(found, (to) => listAddress('/mailbox', listFilter, query, to)),
      area: who.may('message_body', 'see') ? who.area : undefined,
      installation: who.isSystemAdmin,
    };
  }

  @Get(':mailId')
  @Allow('message_metadata', 'list')
  @Audited(EACH)
  @Render('messaging/views/caught-mail.njk')
  async see(@CurrentUser() who: Principal, @Param('mailId') mailId: string) {
    const mail = await this.parsed(who, mailId);
    return {
      id: mailId,
      subject: mail.subject ?? '(no subject)',
      from: mail.from?.text ?? '',
      to: [mail.to ?? []]
        .flat()
        .map((one) => one.text)
        .join(', '),
      replyTo: mail.replyTo?.text,
      at: mail.date,
      hasHtml: typeof mail.html === 'string',
      text: linked(mail.text ?? ''),
      attachments: attachmentsOf(mail).map((one, n) => ({
        n,
        name: nameOf(one, n),
        kilobytes: Math.ceil(one.size / 1024),
        type: one.contentType,
      })),
    };
  }

  @Get(':mailId/as-sent')
  @Allow('message_metadata', 'list')
  @Audited(EACH)
  async asSent(
    @CurrentUser() who: Principal,
    @Param('mailId') mailId: string,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const mail = await this.parsed(who, mailId);
    if (typeof mail.html !== 'string') throw notFound();
    return showMail(res, mail.html);
  }

  @Get(':mailId/attachments/:number')
  @Allow('message_metadata', 'list')
  @Audited(EACH)
  async attachment(
    @CurrentUser() who: Principal,
    @Param('mailId') mailId: string,
    @Param('number') number: string,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const attachments = attachmentsOf(await this.parsed(who, mailId));
    const found = /^\d{1,3}$/.test(number) ? attachments[Number(number)] : undefined;
    if (!found) throw notFound();
    // Always handed down as a file: what came by mail is never shown as a page of ours.
    res.attachment(nameOf(found, Number(number)));
    res.setHeader('Content-Type', 'application/octet-stream');
    return new StreamableFile(found.content);
  }

  /** Those of the areas whose mail somebody may read here. Throws not-found where there is no mailbox, and forbidden. */
  private readable(who: Principal, areas: readonly string[]): string[] {
    if (this.settings.smtpUrl) throw notFound();
    const own = areas.filter((areaId) => areaId && who.may('message_body', 'see', areaId));
    const all = who.isSystemAdmin ? [...own, NO_AREA] : own;
    if (!all.length)
      throw new CodedError(
        'forbidden',
        'access.not-granted',
        'Your account may not read emails of this area.',
      );
    return all;
  }

  private async parsed(who: Principal, mailId: string): Promise<ParsedMail> {
    const areas = this.readable(who, who.accessibleAreaIds);
    if (!isId(mailId)) throw notFound();
    return simpleParser(await this.mailbox.raw(areas, mailId), {
      skipTextToHtml: true,
      skipHtmlToText: true,
      skipImageLinks: true,
    });
  }
}

/** Files of a mail; the calendar part among the alternatives is one too, named once. */
function attachmentsOf(mail: ParsedMail): Attachment[] {
  const named = mail.attachments.filter((one) => one.filename);
  return named.length ? named : mail.attachments;
}

const nameOf = (one: Attachment, n: number): string =>
  one.filename ?? (one.contentType === 'text/calendar' ? 'calendar.ics' : `file-${n + 1}`);

/** Plain text in pieces: words, and addresses to be made into links. */
function linked(text: string): { text: string; href?: string }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .filter(Boolean)
    .map((piece) => (/^https?:\/\//.test(piece) ? { text: piece, href: piece } : { text: piece }));
}
