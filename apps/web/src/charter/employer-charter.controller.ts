import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Contacts, type Employer, Employers } from '#employers';
import { Clock, Database, londonDay, type Tx } from '#platform';
import { Charters, charterVersions, latestCharterVersion } from '#signatories';
import { heading, ofThisEmployer } from '../employers/index.js';
import { Allow, CurrentUser, Form, FormOf, type Principal, SeeOther, Typed } from '../shell/index.js';
import { type Ending, endForm, listingForm, type Signing, signingForm, undoEndForm } from './charter.form.js';
import { charterView } from './charter.model.js';

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
  signing(@CurrentUser() who: Principal, @Param('employerId') employerId: string) {
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, employerId);
      const contacts = (await this.contacts.findByEmployer(tx, employer.areaId, employer.id)).filter(
        (c) => !c.leftAt,
      );
      const [latest] = await this.charters.ofEmployer(tx, employer.areaId, employer.id);
      return {
        employer,
        contacts,
        renewing: latest && !latest.endedOn ? latest : undefined,
        staysActive: employer.stage === 'active',
        versions: [...charterVersions].reverse(),
        values: {
          // The contact most likely to sign.
          contactId: contacts.find((contact) => contact.isPrimary)?.id ?? '',
          version: latestCharterVersion.version,
          signedOn: londonDay(this.clock.now()),
          listed: 'yes',
        },
      };
    });
  }

  @Post('sign')
  @Allow('charter', 'create')
  @FormOf('signing')
  @Redirect('', 303)
  async sign(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Form(signingForm) { contactId, ...form }: Signing,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, employerId);
      const signed = await this.whoSigned(tx, employer, contactId, form);
      const signature = { ...form, ...signed, employerId, contactId: contactId || null };
      await this.charters.sign(tx, employer.areaId, signature, who.actor);
    });
    return { url: `/employers/${employerId}/charter?done=signed` };
  }

  @Get('end')
  @Allow('charter', 'change')
  @Render('charter/views/end.njk')
  async ending(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Typed() typed?: object,
  ) {
    const model = await this.employerModel(who, employerId);
    // Whoever has just sent the form is told why it was refused.
    if (!model.open && !typed) throw new SeeOther(`/employers/${employerId}/charter`);
    return model;
  }

  @Post('end')
  @Allow('charter', 'change')
  @FormOf('ending')
  @Redirect('', 303)
  async end(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Form(endForm) { charterId, how, reason }: Ending,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = ofThisEmployer(employerId, await this.charters.get(tx, charterId));
      await this.charters.end(tx, areaId, charterId, { how, reason }, who.actor);
    });
    return { url: `/employers/${employerId}/charter?done=${how}` };
  }

  @Post('end/undo')
  @Allow('charter', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async undoEnd(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Form(undoEndForm) { charterId, reason }: z.output<typeof undoEndForm>,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = ofThisEmployer(employerId, await this.charters.get(tx, charterId));
      await this.charters.undoEnd(tx, areaId, charterId, who.actor, reason);
    });
    return { url: `/employers/${employerId}/charter?done=undone` };
  }

  @Post('listing')
  @Allow('register', 'change')
  @Redirect('', 303)
  async listing(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Form(listingForm) { charterId, listed }: z.output<typeof listingForm>,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = ofThisEmployer(employerId, await this.charters.get(tx, charterId));
      await this.charters.list(tx, areaId, charterId, listed, who.actor);
    });
    return { url: `/employers/${employerId}/charter?done=listing` };
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

  private async employerModel(who: Principal, employerId: string) {
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
      };
    });
  }
}
