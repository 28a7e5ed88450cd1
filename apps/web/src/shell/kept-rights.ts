import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import type { WebRequest } from './principal.js';

/**
 * After each handler: what the caller's right asks and no guard can keep, the handler has asked for. One that has not
 * answers nothing, since nobody knows then whose records those are or who should have been asked.
 */
@Injectable()
export class KeptRights implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { who } = context.switchToHttp().getRequest<WebRequest>();
    const name = `${context.getClass().name}.${context.getHandler().name}`;
    return next.handle().pipe(
      tap(() => {
        const unseen = who?.owed.unseen ?? [];
        if (unseen.length) throw new Error(`${name} leaves aside what the right asks: ${unseen.join(', ')}`);
      }),
    );
  }
}
