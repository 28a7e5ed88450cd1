import { Controller, Get, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { BouncePolicy, defaultPolicy, type PolicyLine, policyActions } from '#inbound-mail';
import { Database } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal, Typed } from '../shell/index.js';
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
  @Render('messaging/views/returned-policy.njk')
  show(@CurrentUser() who: Principal, @Typed() typed?: Record<string, unknown>) {
    return this.db.read([who.areaId], async (tx) => {
      const lines = await this.policy.of(tx, who.areaId);
      return {
        // The form of the defaults has none of these.
        fields: { ...fieldsOf(lines), ...typed },
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

  @Post()
  @Allow('message_metadata', 'change')
  @FormOf('show')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Form(policyForm) { reason, ...lines }: z.output<typeof policyForm>,
  ) {
    const changed = await this.policy.change(who.areaId, linesOf(lines), who.actor, reason);
    return { url: `/mail/returned/policy?done=${changed ? 'saved' : 'same'}` };
  }

  @Post('reset')
  @Allow('message_metadata', 'change')
  @FormOf('show')
  @Redirect('', 303)
  async reset(@CurrentUser() who: Principal, @Form(resetForm) { why }: z.output<typeof resetForm>) {
    await this.policy.reset(who.areaId, who.actor, why);
    return { url: '/mail/returned/policy?done=reset' };
  }
}

/** "after 3 emails in 30 days: make a task" */
function inWords(line: PolicyLine): string {
  const does = actionWords[line.action];
  const when = line.count > 1 ? `after ${line.count} emails in ${line.withinDays} days` : 'at the first';
  return `${when}: ${does.charAt(0).toLowerCase()}${does.slice(1)}`;
}
