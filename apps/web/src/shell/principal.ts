import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { AreaView, Resource, Right, SignInSessionView, Verb } from '#access';
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
  /** Ids of the areas in which the caller may do what the route does. Empty for a link until it is looked up. */
  areas: string[];
  /** The area that lists show and new records go to: the chosen one, or of a public page. '' where there is none. */
  areaId: string;
  area?: AreaView;
  /** All areas of the installation, by name; empty for those without an account. */
  allAreas: readonly AreaView[];
  /** All areas the caller holds any role in, for the area switcher. */
  accessibleAreaIds: string[];
  /** Scope of the matrix cell that let the caller in: area, agency, mine, self, public, … */
  grantScope?: string;
  /** Field set of the matrix (e.g. `employer.shared`); undefined: every field. */
  fieldSet?: string;
  /** Conditions of the matrix cell: `fresh`, `reason`, `two`, … Empty for those without an account. */
  conditions: readonly string[];
  /** An administrator of the whole installation. */
  isSystemAdmin: boolean;
  /** A partner's agency. */
  agency?: string;
  /**
   * The caller's right to do this too, in the given area (default: the current one): its scope and field set. Undefined
   * where there is none.
   */
  right(resource: Resource, verb: Verb, areaId?: string): Right | undefined;
  /** Whether there is such a right; for showing buttons. */
  may(resource: Resource, verb: Verb, areaId?: string): boolean;
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
