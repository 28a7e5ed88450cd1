import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type {
  AreaView,
  Condition,
  OpenedLink,
  Resource,
  Right,
  Scope,
  SignInSessionView,
  Verb,
} from '#access';
import type { PausesInForce } from '#messaging';
import type { Actor } from '#platform';
import type { Policy } from './allow.js';

/** Who is asking, and what they may do on this route. */
export interface Principal {
  kind: 'user' | 'token' | 'link' | 'public';
  userId?: string;
  /** Name of a signed-in person. */
  name?: string;
  /** What is written into facts and the audit. */
  actor: Actor;
  /** Ids of the areas in which the caller may do what the route does; of a link, the one of its record. */
  areas: string[];
  /** The area that lists show and new records go to: the chosen one, or of a public page. '' where there is none. */
  areaId: string;
  area?: AreaView;
  /** All areas of the installation, by name; empty for those without an account. */
  allAreas: readonly AreaView[];
  /** All areas the caller holds any role in, for the area switcher. */
  accessibleAreaIds: string[];
  /** Scope of the matrix cell that let the caller in: area, agency, mine, self, public, … */
  grantScope?: Scope;
  /** Field set of the matrix (e.g. `employer.shared`); undefined: every field. */
  fieldSet?: string;
  /** Conditions of the matrix cell: `fresh`, `reason`, `two`, … Empty for those without an account. */
  conditions: readonly Condition[];
  /** An administrator of the whole installation. */
  isSystemAdmin: boolean;
  /** Id of the agency for which they act in an area; null: its own team. */
  agencyIn(areaId: string): string | null;
  /** What a personal link opens, on a route that is reached by one. */
  link?: OpenedLink;
  /** What of the right the handler has to see to itself. */
  owed: Owed;
  /**
   * The caller's right to do this too, in the given area (default: the current one): its scope and field set. Undefined
   * where there is none.
   */
  right(resource: Resource, verb: Verb, areaId?: string): Right | undefined;
  /** Whether there is such a right; for showing buttons. */
  may(resource: Resource, verb: Verb, areaId?: string): boolean;
}

/**
 * What of a caller's right no guard can keep: whose records a list holds, that what is added waits for somebody. Whoever
 * answers without having asked for it answers nothing (`KeptRights`).
 */
export class Owed {
  private readonly what: ReadonlySet<string>;
  private readonly seen = new Set<string>();

  constructor(what: Iterable<string> = []) {
    this.what = new Set(what);
  }

  /** Whether the right asks this; from now on the asker sees to it. */
  take(what: Condition | 'scope'): boolean {
    this.seen.add(what);
    return this.what.has(what);
  }

  /** What nobody has asked for. */
  get unseen(): string[] {
    return [...this.what].filter((one) => !this.seen.has(one));
  }
}

/** Id of the person whose records alone the caller may reach with this right; undefined: all of their areas. */
export function onlyOf(who: Pick<Principal, 'grantScope' | 'userId' | 'owed'>): string | undefined {
  who.owed.take('scope');
  return who.grantScope === 'mine' || who.grantScope === 'self' ? who.userId : undefined;
}

/** Who asks, where it has to be a person or their token. */
export function personOf(who: Pick<Principal, 'actor' | 'userId'>): Actor & { userId: string } {
  if (!who.userId) throw new Error('This route is for somebody with an account');
  return { ...who.actor, userId: who.userId };
}

/** What the link of this route opens. */
export function linkOf(who: Pick<Principal, 'link'>): OpenedLink {
  if (!who.link) throw new Error('This route is not reached by a link');
  return who.link;
}

/** What was shown, in ids and a count. */
export interface Look {
  /** Default: the caller's current area; null: of no area. */
  areaId?: string | null;
  /** Id of what was shown; default: the id in the address. */
  subject?: string;
  employerId?: string | null;
  contactId?: string | null;
  count?: number;
  /** Where less was shown than the route may show; default: its own verb. */
  verb?: 'see-names';
}

/** A request as the shell prepares it. */
export type WebRequest = Request & {
  /** Id that stands in the log and on a 500 page. */
  requestId: string;
  nonce: string;
  /** Set while a sign-in holds. */
  session?: SignInSessionView;
  sessionId?: string;
  who?: Principal;
  /** What makes email stand still in the caller's area, for the pages of somebody signed in. */
  pausesInForce?: PausesInForce;
  uploadedFile?: FileUpload;
  /** What the handler says it showed, for the audit. */
  looks?: Look[];
  /** An API token that was known, also where it may not do what it asks. */
  token?: { id: string; name: string; areaIds: readonly string[] };
  /** What the route says of who may use it. */
  policy?: Policy;
  /** What was typed into a form that is shown again. */
  typed?: Record<string, unknown> | undefined;
  /** What was wrong with it, by field. */
  refused?: Record<string, string> | undefined;
};
export type WebResponse = Response;

/** A file that came with a form, in memory. */
export interface FileUpload {
  originalname: string;
  buffer: Buffer;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<WebRequest>();

/** Handler parameter: who is asking. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal => requestOf(context).who!,
);

/** Handler parameter: the file of a form, on a route that says `@BodyLimits({ file })`, or undefined. */
export const UploadedFile = createParamDecorator(
  (_: unknown, context: ExecutionContext): FileUpload | undefined => requestOf(context).uploadedFile,
);
