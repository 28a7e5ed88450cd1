import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { Employers, Tasks } from '#employers';
import { Database, isId, notFound } from '#platform';
import {
  Allow,
  type FieldErrors,
  fieldErrors,
  page,
  readForm,
  type WebResponse,
  Who,
} from '../shell/index.js';
import { doneForm, taskForm } from './people.form.js';

type Values = Record<string, unknown>;

/** Staff: next steps. The list of what is due is on Today. */
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly tasks: Tasks,
  ) {}

  @Get('new')
  @Allow('task', 'create')
  @Render('employers/views/task-form.njk')
  adding(@Who() who: Who, @Query('employer') employerId: string | undefined) {
    return this.model(who, { employerId: isId(employerId) ? employerId : '' });
  }

  @Post('new')
  @Allow('task', 'create')
  async add(@Who() who: Who, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(taskForm, body);
    const again = async (errors: FieldErrors) =>
      page(res, 'employers/views/task-form.njk', await this.model(who, form.values, errors), 422);
    if (!form.ok) return again(form.errors);
    const { employerId, dueTime, ...data } = form.data;
    try {
      await this.db.write(who.areas, async (tx) => {
        const areaId = employerId ? (await this.employers.see(tx, employerId)).areaId : who.areaId;
        const input = {
          ...data,
          areaId,
          employerId: employerId || null,
          dueTime: dueTime || null,
          ownerId: who.userId,
        };
        await this.tasks.add(tx, input, who.actor);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, employerId ? `/employers/${employerId}?done=planned` : '/today?done=planned');
  }

  @Post(':taskId/done')
  @Allow('task', 'change')
  async done(
    @Who() who: Who,
    @Param('taskId') taskId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(doneForm, body);
    await this.db.write(who.areas, async (tx) => {
      const task = await this.tasks.see(tx, taskId);
      if (who.scope === 'mine' && task.ownerId !== who.userId) throw notFound();
      await this.tasks.done(tx, taskId, who.actor);
    });
    // Only to a page of our own: an address from outside would lead people away.
    const back = form.ok && /^\/(?![/\\])[\w/-]*$/.test(form.data.back ?? '') ? form.data.back! : '/today';
    res.redirect(303, `${back}?done=task-done`);
  }

  private async model(who: Who, values: Values, errors?: FieldErrors) {
    const id = values['employerId'];
    const employer = isId(id) ? await this.db.read(who.areas, (tx) => this.employers.see(tx, id)) : undefined;
    return { values, errors, employer: employer && { id: employer.id, name: employer.name } };
  }
}
