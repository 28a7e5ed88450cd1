import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { type ContactAddress, ContactAddresses } from '#employers';
import { type LiftRights, SuppressionAdmin } from '#messaging';
import { Clock, CodedError, Database, isEmail, londonDay, notFound, type Tx } from '#platform';
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
import { cursorText, readCursor } from './message.form.js';
import {
  blockedQuery,
  blockForm,
  blockFrom,
  instantOn,
  liftForm,
  takeBackForm,
  yesForm,
} from './suppressions.form.js';
import { choicesOfBlocking, filtersOf, standingModel, stopLine } from './suppressions.model.js';

const VIEWS = 'messaging/views';
const PAGE = 50;

interface Again {
  errors: FieldErrors;
  values: Record<string, unknown>;
  form: 'block' | 'yes';
}

/** Staff: addresses something may not go to. An address is typed to be looked up; none is listed. */
@Controller('mail/blocked')
export class SuppressionsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly blocked: SuppressionAdmin,
    private readonly contacts: ContactAddresses,
  ) {}

  @Get()
  @Allow('suppression', 'see')
  async show(@CurrentUser() who: Principal, @Query() query: unknown, @Res() res: WebResponse): Promise<void> {
    page(res, `${VIEWS}/blocked.njk`, await this.model(who, query));
  }

  @Post()
  @Allow('suppression', 'create')
  async add(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    needsArea(who);
    const form = readForm(blockForm, body);
    const again = (errors: FieldErrors) =>
      this.again(who, res, { errors, values: form.values, form: 'block' });
    if (!form.ok) return again(form.errors);
    const read = blockFrom(form.data, this.clock.now());
    if ('errors' in read) return again(read.errors);
    const { address, reason } = form.data;
    try {
      await this.db.write([who.areaId], async (tx) => {
        const people = await this.contacts.findByAddress(tx, who.areaId, address);
        await this.blocked.add(tx, who.areaId, address, read.stop, reason, who.actor, people);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, here(address, 'blocked'));
  }

  @Post('yes')
  @Allow('suppression', 'create')
  async yes(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    needsArea(who);
    const form = readForm(yesForm, body);
    const again = (errors: FieldErrors) => this.again(who, res, { errors, values: form.values, form: 'yes' });
    if (!form.ok) return again(form.errors);
    const { address, kind, on, how } = form.data;
    const at = instantOn(on, this.clock.now());
    try {
      await this.db.write([who.areaId], async (tx) => {
        const people = await this.contacts.findByAddress(tx, who.areaId, address);
        await this.blocked.recordConsent(tx, who.areaId, address, { kind, at, how }, who.actor, people);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, here(address, 'yes'));
  }

  @Post('yes/back')
  @Allow('suppression', 'create')
  async takeBack(
    @CurrentUser() who: Principal,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    needsArea(who);
    const form = readForm(takeBackForm, body);
    if (!form.ok || !isEmail(form.data.address)) throw notFound();
    const { address, kind } = form.data;
    await this.db.write([who.areaId], async (tx) => {
      const people = await this.contacts.findByAddress(tx, who.areaId, address);
      await this.blocked.withdrawConsent(tx, who.areaId, address, kind, who.actor, people);
    });
    res.redirect(303, here(address, 'no-yes'));
  }

  @Get(':stopId/lift')
  @Allow('suppression', 'delete')
  async ask(
    @CurrentUser() who: Principal,
    @Param('stopId') stopId: string,
    @Query() query: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const { address } = blockedQuery.parse(query ?? {});
    page(res, `${VIEWS}/blocked-lift.njk`, await this.liftModel(who, stopId, address));
  }

  @Post(':stopId/lift')
  @Allow('suppression', 'delete')
  async lift(
    @CurrentUser() who: Principal,
    @Param('stopId') stopId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const form = readForm(liftForm, body);
    const address = String(form.values['address'] ?? '');
    const again = async (errors: FieldErrors) => {
      const model = await this.liftModel(who, stopId, address);
      page(res, `${VIEWS}/blocked-lift.njk`, { ...model, errors, values: form.values }, 422);
    };
    if (!form.ok) return again(form.errors);
    try {
      await this.db.write([who.areaId], async (tx) => {
        const people = await this.peopleOf(tx, who, address);
        const stop = await this.blocked.lift(
          tx,
          who.areaId,
          stopId,
          form.data.reason,
          who.actor,
          rightsOf(who),
        );
        const same = this.blocked.peopleOf([stop], people).get(stop.hash.toString('hex')) ?? [];
        await this.blocked.tell(
          tx,
          who.areaId,
          same,
          `May be written to again: ${stopLine(stop, rightsOf(who)).scope.toLowerCase()}`,
          form.data.reason,
          who.actor,
        );
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, here(address, 'lifted'));
  }

  private again(who: Principal, res: WebResponse, again: Again): Promise<void> {
    const address = String(again.values['address'] ?? '');
    return this.model(who, { address }, again).then((model) => page(res, `${VIEWS}/blocked.njk`, model, 422));
  }

  private async model(who: Principal, given: unknown, again?: Again) {
    const query = blockedQuery.parse(given ?? {});
    const rights = rightsOf(who);
    const wrong = query.address && !isEmail(query.address);
    return this.db.read([who.areaId], async (tx) => {
      const found =
        query.address && !wrong
          ? standingModel(
              query.address,
              await this.blocked.lookUp(tx, who.areaId, query.address),
              rights,
              await this.peopleOf(tx, who, query.address),
            )
          : undefined;
      const values = again?.form === 'block' ? again.values : { address: query.address };
      return {
        query,
        found,
        list: who.may('suppression', 'list') ? await this.listed(tx, who, query) : undefined,
        mayAdd: mayAdd(who),
        scopes: choicesOfBlocking(values['scope']),
        values,
        yesValues: again?.form === 'yes' ? again.values : { on: londonDay(this.clock.now()) },
        errors:
          again?.errors ??
          (wrong ? { look: 'Enter a whole email address, like name@example.org' } : undefined),
      };
    });
  }

  private async listed(tx: Tx, who: Principal, query: ReturnType<typeof blockedQuery.parse>) {
    const { rows, next } = await this.blocked.list(tx, who.areaId, {
      scope: query.scope,
      source: query.source,
      after: readCursor(query.after),
      limit: PAGE,
    });
    const people = who.may('contact', 'list') ? await this.contacts.all(tx, who.areaId) : [];
    const known = this.blocked.peopleOf(rows, people);
    const counts = await this.blocked.counts(tx, who.areaId);
    return {
      rows: rows.map((row) => stopLine(row, rightsOf(who), known.get(row.hash.toString('hex')))),
      names: who.may('contact', 'list'),
      total: [...counts.values()].reduce((sum, n) => sum + n, 0),
      filters: filtersOf(query),
      filtered: Boolean(query.scope || query.source),
      first: Boolean(query.after),
      next: cursorText(next),
    };
  }

  private async liftModel(who: Principal, stopId: string, address: string) {
    return this.db.read([who.areaId], async (tx) => {
      const stop = await this.blocked.get(tx, who.areaId, stopId);
      const people = await this.peopleOf(tx, who, address);
      const its = this.blocked.peopleOf([stop], people).get(stop.hash.toString('hex')) ?? [];
      const [same] = this.blocked.peopleOf([stop], [{ email: address }]).values();
      return {
        stop: stopLine(stop, rightsOf(who), its),
        address: same ? address : '',
        values: {},
      };
    });
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

/** The matrix lets everybody stop mail to themselves by their link; staff stop others' only with the right in the area. */
const mayAdd = (who: Principal): boolean => who.may('suppression', 'create') && who.may('contact', 'change');

function needsArea(who: Principal): void {
  if (who.grantScope !== 'area')
    throw new CodedError('forbidden', 'access.not-granted', 'Your account may not do this.');
}

const here = (address: string, done: string): string =>
  `/mail/blocked?done=${done}${address ? `&address=${encodeURIComponent(address)}` : ''}`;
