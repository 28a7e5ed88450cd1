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
    const req = http.getRequest<WebRequest>();
    const { who } = req;
    if (who?.kind === 'user' && who.areaId) {
      const { areaId, userId } = who;
      const [dueCount, pausesInForce] = await Promise.all([
        who.may('task', 'change', areaId) ? this.tasks.countDue(this.db, areaId, userId!) : 0,
        this.pauses.inForce(this.db.outsideWall, areaId),
      ]);
      req.pausesInForce = pausesInForce;
      Object.assign(http.getResponse<WebResponse>().locals, { dueCount, emailPaused: pausesInForce.area });
    }
    return next.handle();
  }
}
