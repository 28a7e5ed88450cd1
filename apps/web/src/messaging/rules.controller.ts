import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { AreaContactRules, ContactGate } from '#messaging';
import { Clock, Database } from '#platform';
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
import { rulesForm, rulesOf, valuesOf } from './rules.form.js';
import { rulesModel } from './rules.model.js';

const VIEW = 'messaging/views/rules.njk';

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
  async show(@CurrentUser() who: Principal, @Res() res: WebResponse) {
    page(res, VIEW, await this.model(who));
  }

  @Post()
  @Allow('setting', 'change')
  async save(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(rulesForm, body);
    const again = async (errors: FieldErrors) =>
      page(res, VIEW, { ...(await this.model(who, form.values)), errors }, 422);
    if (!form.ok) return again(form.errors);
    try {
      await this.db.write([who.areaId], async (tx) => {
        const { rules } = await this.rules.of(tx, who.areaId);
        const next = rulesOf(form.data, rules);
        await this.rules.save(tx, who.areaId, form.data.version, next, who.actor);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, '/mail/rules?done=saved');
  }

  private model(who: Principal, typed?: Record<string, unknown>) {
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
}
