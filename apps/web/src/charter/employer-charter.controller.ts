import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import { Contacts, type Employer, Employers } from '#employers';
import { Clock, Database, invalid, londonDay, notFound, type Tx } from '#platform';
import { Charters, charterVersions, latestCharterVersion, reasonProblem } from '#signatories';
import { heading } from '../employers/index.js';
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
import { endForm, listingForm, signingForm, undoEndForm } from './charter.form.js';
import { charterView } from './charter.model.js';

type Values = Record<string, unknown>;

/** Staff: one employer and the charter. Signing it, ending a signature, the public register. */
@Controller('employers/:employerId/charter')
export class EmployerCharterController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly charters: Charters,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
  ) {}

  @Get()
  @Allow('charter', 'see')
  @Render('charter/views/employer.njk')
  see(@CurrentUser() who: Principal, @Param('employerId') employerId: string) {
    return this.employerModel(who, employerId);
  }

  @Get('sign')
  @Allow('charter', 'create')
  @Render('charter/views/sign.njk')
  async signing(@CurrentUser() who: Principal, @Param('employerId') employerId: string) {
    const values = {
      contactId: await this.primaryOf(who, employerId),
      version: latestCharterVersion.version,
      signedOn: londonDay(this.clock.now()),
      listed: 'yes',
    };
    return this.signModel(who, employerId, values);
  }

  @Post('sign')
  @Allow('charter', 'create')
  async sign(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(signingForm, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'charter/views/sign.njk',
        await this.signModel(who, employerId, { listed: 'no', ...form.values }, errors),
        422,
      );
    if (!form.ok) return again(form.errors);
    const { contactId, listed, ...data } = form.data;
    try {
      await this.db.write(who.areas, async (tx) => {
        const employer = await this.employers.get(tx, employerId);
        const signed = await this.whoSigned(tx, employer, contactId, data);
        await this.charters.sign(
          tx,
          employer.areaId,
          { ...data, ...signed, employerId, contactId: contactId || null, listed: listed === 'yes' },
          who.actor,
        );
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/employers/${employerId}/charter?done=signed`);
  }

  @Get('end')
  @Allow('charter', 'change')
  async ending(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Res() res: WebResponse,
  ) {
    const model = await this.employerModel(who, employerId);
    if (!model.open) return res.redirect(303, `/employers/${employerId}/charter`);
    page(res, 'charter/views/end.njk', model);
  }

  @Post('end')
  @Allow('charter', 'change')
  async end(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(endForm, body);
    const again = async (errors: FieldErrors) =>
      page(res, 'charter/views/end.njk', await this.employerModel(who, employerId, form.values, errors), 422);
    // Both at once, not one after the other.
    const wrong = reasonProblem(String(form.values['reason'] ?? '').trim());
    if (!form.ok) return again({ ...form.errors, ...(wrong && { reason: wrong }) });
    const { charterId, how, reason } = form.data;
    try {
      await this.db.write(who.areas, async (tx) => {
        const charter = await this.ofThisEmployer(tx, employerId, charterId);
        await this.charters.end(tx, charter.areaId, charterId, { how, reason }, who.actor);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/employers/${employerId}/charter?done=${how}`);
  }

  @Post('end/undo')
  @Allow('charter', 'change')
  async undoEnd(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(undoEndForm, body);
    if (!form.ok) throw invalid('charter.undo', form.errors);
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.ofThisEmployer(tx, employerId, form.data.charterId);
      await this.charters.undoEnd(tx, areaId, form.data.charterId, who.actor);
    });
    res.redirect(303, `/employers/${employerId}/charter?done=undone`);
  }

  @Post('listing')
  @Allow('register', 'change')
  async listing(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(listingForm, body);
    if (!form.ok) throw invalid('charter.listing', form.errors);
    const { charterId, listed } = form.data;
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.ofThisEmployer(tx, employerId, charterId);
      await this.charters.list(tx, areaId, charterId, listed === 'yes', who.actor);
    });
    res.redirect(303, `/employers/${employerId}/charter?done=listing`);
  }

  /** The contact most likely to sign; empty where none is the primary one. */
  private primaryOf(who: Principal, employerId: string): Promise<string> {
    return this.db.read(who.areas, async (tx) => {
      const { areaId } = await this.employers.get(tx, employerId);
      const contacts = await this.contacts.findByEmployer(tx, areaId, employerId);
      return contacts.find((contact) => contact.isPrimary && !contact.leftAt)?.id ?? '';
    });
  }

  private async ofThisEmployer(tx: Tx, employerId: string, charterId: string) {
    const charter = await this.charters.see(tx, charterId);
    if (charter.employerId !== employerId) throw notFound();
    return charter;
  }

  /** Name and role as typed, or those of the contact chosen. */
  private async whoSigned(
    tx: Tx,
    employer: Employer,
    contactId: string,
    typed: { signatoryName: string; signatoryRole: string },
  ) {
    const contact = (await this.contacts.findByEmployer(tx, employer.areaId, employer.id)).find(
      (c) => c.id === contactId,
    );
    return {
      signatoryName: typed.signatoryName || contact?.name || '',
      signatoryRole: typed.signatoryRole || contact?.jobRole || '',
    };
  }

  private async signModel(who: Principal, employerId: string, values: Values, errors?: FieldErrors) {
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, employerId);
      const contacts = await this.contacts.findByEmployer(tx, employer.areaId, employer.id);
      const [latest] = await this.charters.ofEmployer(tx, employer.areaId, employer.id);
      return {
        employer,
        contacts: contacts.filter((c) => !c.leftAt),
        renewing: latest && !latest.endedOn ? latest : undefined,
        staysActive: employer.stage === 'active',
        versions: [...charterVersions].reverse(),
        values,
        errors,
      };
    });
  }

  private async employerModel(who: Principal, employerId: string, values: Values = {}, errors?: FieldErrors) {
    const today = londonDay(this.clock.now());
    const shared = who.fieldSet !== undefined;
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, employerId);
      const history = await this.charters.ofEmployer(tx, employer.areaId, employer.id);
      const mayChange = who.may('charter', 'change', employer.areaId);
      const views = history.map((charter) => charterView(charter, today, shared));
      return {
        ...heading(employer, shared),
        open: views.find((c) => !c.endedOn),
        earlier: views.filter((c) => c.endedOn),
        undo: mayChange && this.charters.mayUndoEnd(history) ? views[0] : undefined,
        maySign: who.may('charter', 'create', employer.areaId),
        mayEnd: mayChange,
        mayList: who.may('register', 'change', employer.areaId),
        values,
        errors,
      };
    });
  }
}
