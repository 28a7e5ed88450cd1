import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { BouncePolicy, defaultPolicy, type PolicyLine, policyActions } from '#inbound-mail';
import { Database } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { fieldsOf, linesOf, policyForm, resetForm } from './inbound.form.js';
import { actionWords, policyWords } from './inbound.labels.js';

/** Staff: what follows when mail comes back, as a table they change. */
@Controller('mail/returned/policy')
export class BouncePolicyController {
  constructor(
    private readonly db: Database,
    private readonly policy: BouncePolicy,
  ) {}

  @Get()
  @Allow('message_metadata', 'change')
  async show(@CurrentUser() who: Principal, @Res() res: WebResponse) {
    page(res, 'messaging/views/returned-policy.njk', await this.model(who));
  }

  @Post()
  @Allow('message_metadata', 'change')
  async change(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(policyForm, body);
    if (!form.ok) return this.again(res, who, form.errors, form.values);
    const changed = await this.policy.change(who.areaId, linesOf(form.data), who.actor, form.data.reason);
    res.redirect(303, `/mail/returned/policy?done=${changed ? 'saved' : 'same'}`);
  }

  @Post('reset')
  @Allow('message_metadata', 'change')
  async reset(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(resetForm, body);
    if (!form.ok) return this.again(res, who, form.errors, form.values);
    await this.policy.reset(who.areaId, who.actor, form.data.why);
    res.redirect(303, '/mail/returned/policy?done=reset');
  }

  private async again(
    res: WebResponse,
    who: Principal,
    errors: FieldErrors,
    values: Record<string, unknown>,
  ): Promise<void> {
    const model = await this.model(who);
    const view = { ...model, errors, values: { ...model.values, ...values } };
    page(res, 'messaging/views/returned-policy.njk', view, 422);
  }

  private model(who: Principal) {
    return this.db.read([who.areaId], async (tx) => {
      const lines = await this.policy.of(tx, who.areaId);
      return {
        values: fieldsOf(lines),
        lines: lines.map((line) => ({
          kind: line.kind,
          ...policyWords[line.kind],
          changedAt: line.changed?.changedAt,
          changedBy: line.changed ? (line.changed.changedBy.label ?? 'Somebody') : undefined,
          byDefault: inWords(defaultPolicy[line.kind]),
        })),
        changed: lines.some((line) => line.changed),
        actions: policyActions.map((action) => ({ value: action, text: actionWords[action] })),
      };
    });
  }
}

/** "after 3 mails in 30 days: make a task" */
function inWords(line: PolicyLine): string {
  const does = actionWords[line.action];
  const when = line.count > 1 ? `after ${line.count} mails in ${line.withinDays} days` : 'at the first';
  return `${when}: ${does.charAt(0).toLowerCase()}${does.slice(1)}`;
}
