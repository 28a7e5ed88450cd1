import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { EmployersToCheck } from '#bookings';
import { EmployerLookup, Employers } from '#employers';
import { CodedError, Database } from '#platform';
import { Allow, CurrentUser, type Principal, page, type WebResponse } from '../shell/index.js';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 200) : '');

/** Employers that public bookings name and the area does not have: staff say which one it is, or that it is new. */
@Controller('training/employers')
export class EmployersToCheckController {
  constructor(
    private readonly db: Database,
    private readonly toCheck: EmployersToCheck,
    private readonly employers: Employers,
    private readonly lookup: EmployerLookup,
  ) {}

  @Get()
  @Allow('employer', 'change')
  async list(
    @CurrentUser() who: Principal,
    @Query('done') done: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const { waiting, settled } = await this.db.read([who.areaId], async (tx) => ({
      waiting: await this.toCheck.list(tx, who.areaId),
      settled: /^[0-9a-f-]{36}$/.test(text(done))
        ? (await this.employers.getMany(tx, who.areaId, [text(done)]))[0]
        : undefined,
    }));
    page(res, 'bookings/views/employers-to-check.njk', { waiting, settled });
  }

  @Get(':bookingId')
  @Allow('employer', 'change')
  async ask(
    @CurrentUser() who: Principal,
    @Param('bookingId') id: string,
    @Query('q') q: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    await this.show(who, id, text(q), res);
  }

  @Post(':bookingId')
  @Allow('employer', 'change')
  async settle(
    @CurrentUser() who: Principal,
    @Param('bookingId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const values = (body ?? {}) as Record<string, unknown>;
    const which = text(values['employer']);
    if (!which)
      return this.show(who, id, text(values['q']), res, {
        employer: 'Choose the employer this is, or say that it is new',
      });
    try {
      const employerId = await this.toCheck.settle(who.areaId, id, which, who.actor);
      res.redirect(303, `/training/employers?done=${employerId}`);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'bookings.employer-settled') throw error;
      res.redirect(303, '/training/employers');
    }
  }

  private async show(
    who: Principal,
    id: string,
    q: string,
    res: WebResponse,
    errors?: Record<string, string>,
  ): Promise<void> {
    const { waits, similar } = await this.db.read([who.areaId], async (tx) => {
      const waits = await this.toCheck.see(tx, who.areaId, id);
      const similar = await this.lookup.similar(
        tx,
        who.areaId,
        q ? { name: q } : { name: waits.name, postcode: waits.postcode, emails: waits.emails },
      );
      return { waits, similar };
    });
    page(res, 'bookings/views/employer-to-check.njk', { waits, similar, q, errors }, errors ? 422 : 200);
  }
}
