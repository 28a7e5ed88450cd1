import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { type TaskLine, Tasks } from '#employers';
import { Database, invalid, notFound, type Tx } from '#platform';
import { Allow, CurrentUser, type Principal, readForm, type WebResponse } from '../shell/index.js';
import { actForm, backTo, postponeForm } from './task.form.js';

/** Staff: what one button does to a task. Each can be taken back. */
@Controller('tasks/:taskId')
export class TaskActsController {
  constructor(
    private readonly db: Database,
    private readonly tasks: Tasks,
  ) {}

  @Post('done')
  @Allow('task', 'change')
  done(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    return this.act(who, id, body, res, 'task-done', (tx) => this.tasks.done(tx, id, who.actor));
  }

  @Post('call-off')
  @Allow('task', 'change')
  callOff(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    return this.act(who, id, body, res, 'task-called-off', (tx) => this.tasks.callOff(tx, id, who.actor));
  }

  @Post('undo')
  @Allow('task', 'change')
  undo(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    return this.act(who, id, body, res, 'task-reopened', (tx) => this.tasks.reopen(tx, id, who.actor));
  }

  @Post('take')
  @Allow('task', 'change')
  take(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const mine = { ownerId: who.userId!, ownerName: who.name ?? '' };
    return this.act(who, id, body, res, 'task-taken', (tx) => this.tasks.change(tx, id, mine, who.actor));
  }

  @Post('postpone')
  @Allow('task', 'change')
  async postpone(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(postponeForm, body);
    if (!form.ok) throw invalid('employers.task', form.errors);
    await this.write(who, id, (tx) => this.tasks.change(tx, id, { dueOn: form.data.dueOn }, who.actor));
    res.redirect(303, backTo(`/tasks/${id}`, 'task-changed', id));
  }

  private async act(
    who: Principal,
    id: string,
    body: unknown,
    res: WebResponse,
    done: string,
    work: (tx: Tx) => Promise<TaskLine>,
  ): Promise<void> {
    const form = readForm(actForm, body);
    await this.write(who, id, work);
    res.redirect(303, backTo(form.ok ? form.data.back : undefined, done, id));
  }

  private async write(who: Principal, id: string, work: (tx: Tx) => Promise<TaskLine>): Promise<void> {
    await this.db.write(who.areas, async (tx) => {
      const task = await this.tasks.get(tx, id);
      if (who.grantScope === 'mine' && task.ownerId !== who.userId) throw notFound();
      await work(tx);
    });
  }
}
