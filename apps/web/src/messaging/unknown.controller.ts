import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { Employers } from '#employers';
import { type UnknownLine, UnknownMails } from '#messaging';
import { Clock, count, Database } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { cursorText, decideForm, listQuery, readCursor } from './message.form.js';
import { exactly, moment, nextStep } from './message-status.labels.js';

/** Staff: mail of which nobody knows whether it arrived, to be decided, several at once. */
@Controller('mail/unknown')
export class UnknownController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly unknowns: UnknownMails,
    private readonly employers: Employers,
  ) {}

  @Get()
  @Allow('message_metadata', 'change')
  async list(@CurrentUser() who: Principal, @Query() query: unknown, @Res() res: WebResponse) {
    const { after } = listQuery.parse(query ?? {});
    page(res, 'messaging/views/unknown.njk', await this.model(who, after));
  }

  @Post()
  @Allow('message_metadata', 'change')
  async decide(
    @CurrentUser() who: Principal,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const { after } = listQuery.parse(query ?? {});
    const form = readForm(decideForm, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'messaging/views/unknown.njk',
        {
          ...(await this.model(who, after)),
          errors: byField(errors),
          values: form.values,
          ticked: [form.values['ids'] ?? []].flat(),
        },
        422,
      );
    if (!form.ok) return again(form.errors);
    const { ids, verdict, reason } = form.data;
    try {
      const { settled, known } = await this.unknowns.settle(who.areaId, ids, verdict, reason, who.actor);
      res.redirect(303, `/mail/unknown?done=${verdict}&n=${settled}${known ? `&known=${known}` : ''}`);
    } catch (error) {
      return again(fieldErrors(error));
    }
  }

  private model(who: Principal, after: string | undefined) {
    const now = this.clock.now();
    return this.db.read([who.areaId], async (tx) => {
      const total = await this.unknowns.count(tx, who.areaId, who);
      const { lines, next } = await this.unknowns.list(tx, who.areaId, who, readCursor(after));
      const names = await this.employers.namesById(
        tx,
        who.areaId,
        lines.flatMap((line) => line.employerId ?? []),
      );
      return {
        total,
        lines: lines.map((line) => ({
          ...line,
          employer: line.employerId ? names.get(line.employerId) : undefined,
          known: known(line),
          advice: advice(line, now),
        })),
        next: cursorText(next),
        after,
        first: !after,
        values: {},
        ticked: [],
      };
    });
  }
}

/** Errors of single ids belong to the list. */
const byField = (errors: FieldErrors): FieldErrors =>
  Object.fromEntries(Object.entries(errors).map(([field, text]) => [field.replace(/^ids\..*/, 'ids'), text]));

/** What is known of it: which server was asked, what it said last, and when. */
function known({ last, address, unknowns }: UnknownLine): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const times = unknowns > 1 ? ` It happened ${count(unknowns, 'time', 'times')}.` : '';
  if (!last) return `For ${domain}. Nothing is written down of the attempt.${times}`;
  const at = exactly(last.endedAt ?? last.startedAt);
  const said = last.smtpText ? `the last thing known is “${last.smtpText}”` : 'no answer came';
  return `Handed over for ${domain} in attempt ${last.number}; ${said}, ${at}.${times}`;
}

/** What to do about it. */
function advice(line: UnknownLine, now: Date): string {
  if (line.nextAttemptAt && line.nextAttemptAt > now)
    return `${nextStep(line, now).text} If they have it, say so before then.`;
  const days = line.settledAt ? (now.getTime() - line.settledAt.getTime()) / 86_400_000 : 0;
  if (days < 1)
    return 'Wait a day: if it could not be delivered, it usually comes back and is settled by itself.';
  return `Ask them whether they had it. It has not come back since ${line.settledAt ? moment(line.settledAt) : 'then'}, so it has more likely arrived than not.`;
}
