import { Controller, Get, Post, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { mayManage, RightsReviews, Users } from '#access';
import { roleWords } from '#accounts';
import { Allow, CurrentUser, Form, FormOf, field, type Principal } from '../shell/index.js';

const reviewForm = z.object({ reason: field.reason('Say what you found, in 10 to 300 characters') });

/** The half-yearly look at who may do what (access.md section 2): everybody on one page, and a button that says it was done. */
@Controller('settings/review')
export class RightsReviewController {
  constructor(
    private readonly users: Users,
    private readonly reviews: RightsReviews,
  ) {}

  @Get()
  @Allow('user', 'change')
  @Render('site/views/rights-review.njk')
  async show(@CurrentUser() who: Principal) {
    const [people, areas] = await Promise.all([this.users.roster(who), this.reviews.list(who.areas)]);
    return {
      people: people.map((person) => ({
        ...person,
        managed: person.id !== who.userId && mayManage(who, person),
      })),
      areas,
      roleWords,
    };
  }

  @Post()
  @Allow('user', 'change')
  @FormOf('show')
  @Redirect('/settings?done=reviewed', 303)
  async record(
    @CurrentUser() who: Principal,
    @Form(reviewForm) { reason }: z.output<typeof reviewForm>,
  ): Promise<void> {
    await this.reviews.record(who.areas, { ...who.actor, id: who.userId! }, reason);
  }
}
