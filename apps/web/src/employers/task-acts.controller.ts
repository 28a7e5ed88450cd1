import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { type TaskLine, Tasks } from '#employers';
import { Database, invalid, notFound, type Tx } from '#platform';
import { Allow, readForm, type WebResponse, Who } from '../shell/index.js';
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
  done(@Who() who: Who, @Param('taskId') id: string, @Body() body: unknown, @Res() res: WebResponse) {
    return this.act(who, id, body, res, 'task-done', (tx) => this.tasks.done(tx, id, who.actor));
  }

  @Post('call-off')
  @Allow('task', 'change')
  callOff(@Who() who: Who, @Param('taskId') id: string, @Body() body: unknown, @Res() res: WebResponse) {
    return this.act(who, id, body, res, 'task-called-off', (tx) => this.tasks.callOff(tx, id, who.actor));
  }

  @Post('undo')
  @Allow('task', 'change')
  undo(@Who() who: Who, @Param('taskId') id: string, @Body() body: unknown, @Res() res: WebResponse) {
    return this.act(who, id, body, res, 'task-reopened', (tx) => this.tasks.reopen(tx, id, who.actor));
  }

  @Post('take')
  @Allow('task', 'change')
  take(@Who() who: Who, @Param('taskId') id: string, @Body() body: unknown, @Res() res: WebResponse) {
    const mine = { ownerId: who.userId!, ownerName: who.name ?? '' };
    return this.act(who, id, body, res, 'task-taken', (tx) => this.tasks.change(tx, id, mine, who.actor));
  }

  @Post('postpone')
  @Allow('task', 'change')
  async postpone(
    @Who() who: Who,
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
    who: Who,
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

  private async write(who: Who, id: string, work: (tx: Tx) => Promise<TaskLine>): Promise<void> {
    await this.db.write(who.areas, async (tx) => {
      const task = await this.tasks.see(tx, id);
      if (who.scope === 'mine' && task.ownerId !== who.userId) throw notFound();
      await work(tx);
    });
  }
}
