import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { EmployersToCheck } from '#bookings';
import { EmployerLookup, Employers } from '#employers';
import { CodedError, Database, isId } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  field,
  type Principal,
  SeeOther,
  searched,
  Typed,
} from '../shell/index.js';
import { WHICH } from './booking.form.js';
import { employerChoices } from './employer.choices.js';

const settleForm = z.object({
  q: field.maybeText(200),
  employer: field.text(WHICH, 200),
});

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
  @Render('bookings/views/employers-to-check.njk')
  list(@CurrentUser() who: Principal, @Query('done') done: unknown) {
    return this.db.read([who.areaId], async (tx) => ({
      waiting: await this.toCheck.list(tx, who.areaId),
      settled: isId(done) ? (await this.employers.getMany(tx, who.areaId, [done]))[0] : undefined,
    }));
  }

  @Get(':bookingId')
  @Allow('employer', 'change')
  @Render('bookings/views/employer-to-check.njk')
  async ask(
    @CurrentUser() who: Principal,
    @Param('bookingId') id: string,
    @Query('q') asked: unknown,
    @Typed() typed?: Record<string, unknown>,
  ) {
    const q = searched().parse(typed ? typed['q'] : (asked ?? ''));
    return this.db.read([who.areaId], async (tx) => {
      const waits = await this.toCheck.get(tx, who.areaId, id);
      const { name, postcode, emails } = waits;
      const similar = await this.lookup.similar(tx, who.areaId, q ? { name: q } : { name, postcode, emails });
      return { waits, q, choices: employerChoices(similar, `It is a new employer: add ${name}`) };
    });
  }

  @Post(':bookingId')
  @Allow('employer', 'change')
  @FormOf('ask')
  @Redirect('', 303)
  async settle(
    @CurrentUser() who: Principal,
    @Param('bookingId') id: string,
    @Form(settleForm) { employer }: z.output<typeof settleForm>,
  ) {
    try {
      const employerId = await this.toCheck.settle(who.areaId, id, employer, who.actor);
      return { url: `/training/employers?done=${employerId}` };
    } catch (error) {
      // Somebody else has said it meanwhile: it no longer waits.
      if (error instanceof CodedError && error.code === 'bookings.employer-settled')
        throw new SeeOther('/training/employers');
      throw error;
    }
  }
}
