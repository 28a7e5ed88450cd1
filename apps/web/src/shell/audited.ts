import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, mergeMap, type Observable } from 'rxjs';
import { Audit, AuditLooks, type Resource, type Verb } from '#access';
import { Database } from '#platform';
import { POLICY, type Policy } from './allow.js';
import { FORM_OF } from './form-page.js';
import { OtherPage } from './form-refused.js';
import { idParams } from './id-params.js';
import type { Look, WebRequest } from './principal.js';

/** Which looks at a route are written down. */
export interface LooksKept {
  /** What it is a look at, where the route's own right says something wider. */
  at?: readonly [Resource, Verb];
  /** `each` answer, or those the handler `noted`, for pages that show what is guarded to some only. */
  when: 'each' | 'noted';
  /** Pages opened all day long, or in parts: one look of a person at a record is kept in five minutes, and none at nobody. */
  once?: true;
}

/** Metadata key of the looks at a route that are kept. */
export const LOOKS = 'crm:looks';

/**
 * Writes looks at this route into the audit. A route whose right has the condition `audited` needs none: each of its answers
 * is a look.
 */
export const Audited = (kept: LooksKept) => SetMetadata(LOOKS, kept);

/** Handler parameter: a function that says what was shown. */
export const Shown = createParamDecorator((_: unknown, context: ExecutionContext): ((look: Look) => void) => {
  const req = context.switchToHttp().getRequest<WebRequest>();
  return (look) => {
    req.looks = [...(req.looks ?? []), look];
  };
});

/** The looks a request comes to, by what its route declares and what its handler said. */
export function looksOf(kept: LooksKept, noted: readonly Look[]): readonly Look[] {
  if (kept.once && noted.length) return noted.filter(({ count }) => count !== 0);
  return kept.when === 'each' && !noted.length ? [{}] : noted;
}

/** Writes down who was shown what before the answer leaves: what cannot be written down is not shown. */
@Injectable()
export class AuditedReads implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: Audit,
    private readonly looks: AuditLooks,
    private readonly db: Database,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    // A form that is refused shows its page, and what there is to be seen on it, again.
    const page = this.reflector.get<string | undefined>(FORM_OF, context.getHandler());
    const pages = context.getClass().prototype as Record<string, () => unknown>;
    const on = [page ? pages[page]! : context.getHandler(), context.getClass()];
    const req = context.switchToHttp().getRequest<WebRequest>();
    const kept =
      this.reflector.getAllAndOverride<LooksKept | undefined>(LOOKS, on) ??
      (req.who?.conditions.includes('audited') ? { when: 'each' as const } : undefined);
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, on);
    if (!kept || !policy || policy.kind === 'anyone') return next.handle();
    const [resource, verb] = kept.at ?? [policy.resource, policy.verb];
    const write = async () => {
      const looks = looksOf(kept, req.looks ?? []);
      if (kept.once) for (const look of looks) await this.looks.note(entryOf(req, resource, verb, look));
      else if (looks.length)
        await this.db.write([], async (tx) => {
          for (const look of looks)
            await this.audit.record(tx, { kind: 'read', ...entryOf(req, resource, verb, look) });
        });
    };
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (!page) await write();
        return answer;
      }),
      catchError(async (error: unknown) => {
        if (page && error instanceof OtherPage) await write();
        throw error;
      }),
    );
  }
}

/** The entry of a look: of the caller's area and the record in the address, unless the handler said otherwise. */
function entryOf(req: WebRequest, resource: string, verb: string, look: Look) {
  const { actor, areaId } = req.who!;
  const id = idParams(req.params)[0]?.[1];
  return {
    areaId: look.areaId === undefined ? areaId || null : look.areaId,
    actor,
    verb: look.verb ?? verb,
    resource,
    subject: look.subject ?? (typeof id === 'string' ? id : undefined),
    employerId: look.employerId,
    contactId: look.contactId,
    rowCount: look.count,
  };
}
