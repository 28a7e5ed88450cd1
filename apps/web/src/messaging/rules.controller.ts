import { Controller, Get, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { AreaContactRules, ContactGate } from '#messaging';
import { Clock, Database } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal, Typed } from '../shell/index.js';
import { rulesForm, rulesOf, valuesOf } from './rules.form.js';
import { rulesModel } from './rules.model.js';

/** Staff: how often and when the area writes to people. */
@Controller('mail/rules')
export class RulesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly rules: AreaContactRules,
    private readonly gate: ContactGate,
  ) {}

  @Get()
  @Allow('setting', 'list')
  @Render('messaging/views/rules.njk')
  show(@CurrentUser() who: Principal, @Typed() typed?: Record<string, unknown>) {
    return this.db.read([who.areaId], async (tx) => {
      const inForce = await this.rules.of(tx, who.areaId);
      const held = await this.gate.held(tx, who.areaId);
      const values = typed ?? valuesOf(inForce.rules, inForce.version);
      return {
        ...rulesModel(inForce, held, values, this.clock.now()),
        looking: await this.gate.lookedAt(tx, who.areaId),
        changes: who.may('setting', 'change', who.areaId),
        seesMail: who.may('message_metadata', 'list', who.areaId),
      };
    });
  }

  @Post()
  @Allow('setting', 'change')
  @FormOf('show')
  @Redirect('', 303)
  async save(@CurrentUser() who: Principal, @Form(rulesForm) form: z.output<typeof rulesForm>) {
    await this.db.write([who.areaId], async (tx) => {
      const { rules } = await this.rules.of(tx, who.areaId);
      await this.rules.save(tx, who.areaId, form.version, rulesOf(form, rules), who.actor);
    });
    return { url: '/mail/rules?done=saved' };
  }
}
