import { Controller, Get, Param, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { type ContactAddress, ContactAddresses } from '#employers';
import { type LiftRights, mayLift, SuppressionAdmin } from '#messaging';
import { Clock, Database, isEmail, londonDay, type Tx } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  FreshSignIn,
  listAddress,
  type Principal,
  pagerOf,
  Typed,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import {
  blockedFilter,
  blockedQuery,
  blockForm,
  blockFrom,
  instantOn,
  liftForm,
  takeBackForm,
  yesForm,
} from './suppressions.form.js';
import { addressModel, choicesOfBlocking, filtersOf, stopLine } from './suppressions.model.js';

type Values = Record<string, unknown>;

/** Staff: addresses something may not go to. An address is typed to be looked up; none is listed. */
@Controller('mail/blocked')
export class SuppressionsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly suppressionAdmin: SuppressionAdmin,
    private readonly contacts: ContactAddresses,
    private readonly fresh: FreshSignIn,
  ) {}

  @Get()
  @Allow('suppression', 'see')
  @Render('messaging/views/blocked.njk')
  show(@CurrentUser() who: Principal, @Query() asked: unknown, @Typed() typed?: Values) {
    const query = blockedQuery.parse(typed ? { address: typed['address'] } : asked);
    const { address } = query;
    const wrong = address && !isEmail(address);
    return this.db.read([who.areaId], async (tx) => ({
      query,
      found:
        address && !wrong
          ? addressModel(
              address,
              await this.suppressionAdmin.lookUp(tx, who.areaId, address),
              rightsOf(who),
              await this.peopleOf(tx, who, address),
            )
          : undefined,
      list: who.may('suppression', 'list') ? await this.listed(tx, who, query) : undefined,
      mayAdd: who.may('suppression', 'create'),
      scopes: choicesOfBlocking,
      values: { address },
      today: londonDay(this.clock.now()),
      errors: wrong ? { look: 'Enter a whole email address, like name@example.org' } : undefined,
    }));
  }

  @Post()
  @Allow('suppression', 'create')
  @FormOf('show')
  @Redirect('', 303)
  async add(@CurrentUser() who: Principal, @Form(blockForm) form: z.output<typeof blockForm>) {
    const stop = blockFrom(form, this.clock.now());
    const { address, reason } = form;
    await this.db.write([who.areaId], async (tx) => {
      const people = await this.contacts.findByAddress(tx, who.areaId, address);
      await this.suppressionAdmin.add(tx, who.areaId, address, stop, reason, who.actor, people);
    });
    return { url: here(address, 'blocked') };
  }

  @Post('yes')
  @Allow('suppression', 'create')
  @FormOf('show')
  @Redirect('', 303)
  async yes(
    @CurrentUser() who: Principal,
    @Form(yesForm) { address, kind, on, how }: z.output<typeof yesForm>,
  ) {
    const at = instantOn(on, this.clock.now());
    await this.db.write([who.areaId], async (tx) => {
      const people = await this.contacts.findByAddress(tx, who.areaId, address);
      await this.suppressionAdmin.recordConsent(
        tx,
        who.areaId,
        address,
        { kind, at, how },
        who.actor,
        people,
      );
    });
    return { url: here(address, 'yes') };
  }

  @Post('yes/back')
  @Allow('suppression', 'create')
  @FormOf('show')
  @Redirect('', 303)
  async takeBack(
    @CurrentUser() who: Principal,
    @Form(takeBackForm) { address, kind, backReason }: z.output<typeof takeBackForm>,
  ) {
    await this.db.write([who.areaId], async (tx) => {
      const people = await this.contacts.findByAddress(tx, who.areaId, address);
      const back = { kind, reason: backReason };
      await this.suppressionAdmin.withdrawConsent(tx, who.areaId, address, back, who.actor, people);
    });
    return { url: here(address, 'no-yes') };
  }

  @Get(':stopId/lift')
  @Allow('suppression', 'delete')
  @Render('messaging/views/blocked-lift.njk')
  ask(
    @CurrentUser() who: Principal,
    @Param('stopId') stopId: string,
    @Query() asked: unknown,
    @Typed() typed?: Values,
  ) {
    const { address } = blockedQuery.parse(typed ? { address: typed['address'] } : asked);
    return this.db.read([who.areaId], async (tx) => {
      const stop = await this.suppressionAdmin.get(tx, who.areaId, stopId);
      const people = await this.peopleOf(tx, who, address);
      const its = this.suppressionAdmin.peopleOf([stop], people).get(stop.hash.toString('hex')) ?? [];
      const [same] = this.suppressionAdmin.peopleOf([stop], [{ email: address }]).values();
      return { stop: stopLine(stop, rightsOf(who), its), address: same ? address : '' };
    });
  }

  @Post(':stopId/lift')
  @Allow('suppression', 'delete')
  @FormOf('ask')
  @Redirect('', 303)
  async lift(
    @CurrentUser() who: Principal,
    @Param('stopId') stopId: string,
    @Form(liftForm) { address, reason }: z.output<typeof liftForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const { areaId } = who;
    const rights = rightsOf(who);
    const asked = await this.db.read([areaId], (tx) => this.suppressionAdmin.get(tx, areaId, stopId));
    // Who is a coordinator besides owes no fresh sign-in by that role, but that role does not reach these.
    const asAdministrator = !mayLift(asked, { complaints: false, everywhere: false });
    if (asAdministrator && mayLift(asked, rights)) await this.fresh.demand(req, res, who);
    await this.db.write([areaId], async (tx) => {
      const people = await this.peopleOf(tx, who, address);
      const stop = await this.suppressionAdmin.lift(tx, areaId, stopId, reason, who.actor, rights);
      const same = this.suppressionAdmin.peopleOf([stop], people).get(stop.hash.toString('hex')) ?? [];
      const title = `May be written to again: ${stopLine(stop, rights).scope.toLowerCase()}`;
      await this.suppressionAdmin.tell(tx, areaId, same, title, reason, who.actor);
    });
    return { url: here(address, 'lifted') };
  }

  private async listed(tx: Tx, who: Principal, query: z.output<typeof blockedQuery>) {
    const { scope, source } = query;
    const filter = { scope: scope || undefined, source: source || undefined };
    const found = await this.suppressionAdmin.list(tx, who.areaId, filter, query);
    const people = who.may('contact', 'list') ? await this.contacts.all(tx, who.areaId) : [];
    const known = this.suppressionAdmin.peopleOf(found.rows, people);
    const counts = await this.suppressionAdmin.counts(tx, who.areaId);
    return {
      rows: found.rows.map((row) => stopLine(row, rightsOf(who), known.get(row.hash.toString('hex')))),
      names: who.may('contact', 'list'),
      total: [...counts.values()].reduce((sum, n) => sum + n, 0),
      filters: filtersOf(query),
      filtered: Boolean(scope || source),
      pages: pagerOf(found, (to) => listAddress('/mail/blocked', blockedFilter, query, to)),
    };
  }

  /** Who has an address, as far as the caller may see people. */
  private async peopleOf(tx: Tx, who: Principal, address: string): Promise<ContactAddress[]> {
    if (!address || !who.may('contact', 'list')) return [];
    return this.contacts.findByAddress(tx, who.areaId, address);
  }
}

/** The list is the administrators' alone, and so is lifting a report as spam (matrix.json, `suppression`). */
const rightsOf = (who: Principal): LiftRights & { lift: boolean } => ({
  lift: who.may('suppression', 'delete'),
  complaints: who.may('suppression', 'list'),
  everywhere: who.isSystemAdmin,
});

const here = (address: string, done: string): string =>
  `/mail/blocked?done=${done}${address ? `&address=${encodeURIComponent(address)}` : ''}`;
