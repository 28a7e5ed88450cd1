import { Controller, Param, Post, Redirect } from '@nestjs/common';
import type { z } from 'zod';
import { Tasks } from '#employers';
import { Database } from '#platform';
import { Allow, CurrentUser, Form, type Principal } from '../shell/index.js';
import { type Act, actForm, backTo, postponeForm } from './task.form.js';

/** Staff: what one button does to a task. Each can be taken back. */
@Controller('tasks/:taskId')
export class TaskActsController {
  constructor(
    private readonly db: Database,
    private readonly tasks: Tasks,
  ) {}

  @Post('done')
  @Allow('task', 'change', { subject: 'taskId' })
  @Redirect('', 303)
  async done(@CurrentUser() who: Principal, @Param('taskId') id: string, @Form(actForm) { back }: Act) {
    await this.db.write(who.areas, (tx) => this.tasks.done(tx, id, who.actor));
    return { url: backTo(back, 'task-done', id) };
  }

  @Post('call-off')
  @Allow('task', 'change', { subject: 'taskId' })
  @Redirect('', 303)
  async callOff(@CurrentUser() who: Principal, @Param('taskId') id: string, @Form(actForm) { back }: Act) {
    await this.db.write(who.areas, (tx) => this.tasks.callOff(tx, id, who.actor));
    return { url: backTo(back, 'task-called-off', id) };
  }

  @Post('undo')
  @Allow('task', 'change', { subject: 'taskId' })
  @Redirect('', 303)
  async undo(@CurrentUser() who: Principal, @Param('taskId') id: string, @Form(actForm) { back }: Act) {
    await this.db.write(who.areas, (tx) => this.tasks.reopen(tx, id, who.actor));
    return { url: backTo(back, 'task-reopened', id) };
  }

  @Post('take')
  @Allow('task', 'change', { subject: 'taskId' })
  @Redirect('', 303)
  async take(@CurrentUser() who: Principal, @Param('taskId') id: string, @Form(actForm) { back }: Act) {
    const mine = { ownerId: who.userId!, ownerName: who.name ?? '' };
    await this.db.write(who.areas, (tx) => this.tasks.change(tx, id, mine, who.actor));
    return { url: backTo(back, 'task-taken', id) };
  }

  @Post('postpone')
  @Allow('task', 'change', { subject: 'taskId' })
  @Redirect('', 303)
  async postpone(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Form(postponeForm) { dueOn }: z.output<typeof postponeForm>,
  ) {
    await this.db.write(who.areas, (tx) => this.tasks.change(tx, id, { dueOn }, who.actor));
    return { url: backTo(`/tasks/${id}`, 'task-changed', id) };
  }
}
