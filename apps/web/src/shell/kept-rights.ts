import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, type Observable, tap } from 'rxjs';
import { SeeOther } from './form-refused.js';
import type { WebRequest } from './principal.js';

/**
 * After each handler: what the caller's right asks and no guard can keep, the handler has asked for. One that has not
 * answers nothing, since nobody knows then whose records those are. What changes something has said before that it will
 * (`AccessGuard`).
 */
@Injectable()
export class KeptRights implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { who } = context.switchToHttp().getRequest<WebRequest>();
    const name = `${context.getClass().name}.${context.getHandler().name}`;
    const check = () => {
      const unseen = who?.owed.unseen ?? [];
      if (unseen.length) throw new Error(`${name} leaves aside what the right asks: ${unseen.join(', ')}`);
    };
    return next.handle().pipe(
      tap(check),
      catchError((thrown: unknown) => {
        // A way to answer, and no refusal.
        if (thrown instanceof SeeOther) check();
        throw thrown;
      }),
    );
  }
}
