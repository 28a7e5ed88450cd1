import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Tasks } from '#employers';
import { MailPauses } from '#messaging';
import { Database } from '#platform';
import type { WebRequest, WebResponse } from '../shell/index.js';

/** What every staff page says beside its own matter: how many tasks are due, and that email is paused. */
@Injectable()
export class StaffNotes implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly tasks: Tasks,
    private readonly pauses: MailPauses,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const { who } = http.getRequest<WebRequest>();
    if (who?.kind === 'user' && who.areaId) {
      const { areaId, userId } = who;
      const notes = await this.db.read([areaId], async (tx) => ({
        dueCount: who.may('task', 'change', areaId) ? await this.tasks.countDue(tx, areaId, userId!) : 0,
        emailPaused: (await this.pauses.inForce(tx, areaId)).area,
      }));
      Object.assign(http.getResponse<WebResponse>().locals, notes);
    }
    return next.handle();
  }
}
