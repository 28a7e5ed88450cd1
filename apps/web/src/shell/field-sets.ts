import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { fieldsOf } from '#access';
import { isApi } from './authenticator.js';
import type { WebRequest } from './principal.js';

/** What programs call a field of a set, where it is not the same name in camel case. */
const CALLED: Record<string, readonly string[]> = {
  display_name: ['name'],
  postcode_district: ['postcode'],
  next_allowed_at: ['mayContact', 'mayContactFrom'],
  employer: ['employerId', 'employerName'],
  opens: ['opensOn'],
  closes: ['closesOn'],
  // What holds an email back and what it belongs to say nothing of whom it goes to.
  state: ['state', 'hold', 'decision', 'sending'],
  count: ['counts'],
};
/** Of an answer as a whole, and what names a record. */
const FRAME = ['id', 'employerId', 'total', 'next', 'counts'];

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Names a program may read with a field set. */
export const namesIn = (set: string): ReadonlySet<string> =>
  new Set([...FRAME, ...fieldsOf(set).flatMap((field) => CALLED[field] ?? [camel(field)])]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A record, or lists of records under their names, without the fields outside the set. */
function within(answer: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(answer)) return answer.map((one) => within(one, names));
  if (!isRecord(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]) => {
      if (Array.isArray(value) && value.every(isRecord))
        return [[name, value.map((record) => within(record, names))]];
      return names.has(name)
        ? [[name, isRecord(value) && !FRAME.includes(name) ? within(value, names) : value]]
        : [];
    }),
  );
}

/**
 * No answer of the API holds a field outside the set the caller's right names, whatever its handler has put in. Pages show
 * what their models have chosen by the same set (`who.fieldSet`).
 */
@Injectable()
export class FieldSets implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const req = context.switchToHttp().getRequest<WebRequest>();
    const set = req.who?.fieldSet;
    if (!set || !isApi(req)) return next.handle();
    const names = namesIn(set);
    return next.handle().pipe(map((answer) => within(answer, names)));
  }
}
