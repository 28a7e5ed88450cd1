import { Injectable } from '@nestjs/common';
import {
  Areas,
  type AreaView,
  agencyIn,
  areaLookedAt,
  areasHeld,
  cellOf,
  endedLink,
  type Grant,
  type Resource,
  type Right,
  rightOf,
  type SignInSessionView,
  TOKEN_PREFIX,
  Tokens,
  tokenRight,
  type Verb,
} from '#access';
import { type Actor, CodedError, notFound } from '#platform';
import { isPublicPage, type Policy } from './allow.js';
import { LinkReaders } from './link-readers.js';
import { noRole } from './no-role.js';
import { Owed, type Principal, type WebRequest } from './principal.js';
import { notGranted } from './right-check.js';

const unauthenticated = (text: string) => new CodedError('unauthenticated', 'access.sign-in-needed', text);

/** Finds out who asks and whether the access matrix lets them: session, API token, public page or link. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly areas: Areas,
    private readonly tokens: Tokens,
    private readonly links: LinkReaders,
  ) {}

  /** Throws unauthenticated, forbidden or not-found; `pattern` is the route's address as declared. */
  async resolve(req: WebRequest, policy: Policy, pattern: string): Promise<Principal> {
    if (policy.kind === 'link') return this.link(req, policy);
    if (policy.kind === 'anyone') return req.session ? this.person(req.session) : outsider('public');
    if (isPublicPage(pattern)) return this.publicPage(req, policy.resource, policy.verb);
    if (isApi(req)) return this.token(req, policy.resource, policy.verb);
    if (!req.session) throw unauthenticated('Sign in to go on.');
    const leaves = policy.withoutRole && !req.session.grants.length;
    return leaves ? this.person(req.session) : this.person(req.session, policy.resource, policy.verb);
  }

  /** Whoever holds a personal link: what it opens, with what the matrix gives holders of such links. */
  private async link(req: WebRequest, policy: Extract<Policy, { kind: 'link' }>): Promise<Principal> {
    const { purpose, resource, verb } = policy;
    const cell = linkCell(purpose, resource, verb);
    if (cell?.scope !== 'link') throw notGranted();
    const link = await this.links.open(purpose, String(req.params['token']));
    if (link.ended && !policy.showsEnd) throw endedLink();
    const area = await this.areas.byId(link.areaId);
    if (!area) throw notFound();
    return {
      ...outsider('link', 'link'),
      areas: [area.id],
      areaId: area.id,
      area,
      link,
      grantScope: cell.scope,
      fieldSet: cell.fields,
      conditions: cell.conditions ?? [],
    };
  }

  /** The area of an address, with only what the matrix gives the public. */
  private async publicPage(req: WebRequest, resource: Resource, verb: Verb): Promise<Principal> {
    const cell = cellOf('public', resource, verb);
    if (!cell) throw notGranted();
    const area = await this.areas.bySlug(String(req.params['area']));
    if (!area) throw notFound();
    return {
      ...outsider('public'),
      areas: [area.id],
      areaId: area.id,
      area,
      grantScope: cell.scope,
      fieldSet: cell.fields,
      conditions: cell.conditions ?? [],
    };
  }

  private person(session: SignInSessionView, resource?: Resource, verb?: Verb): Principal {
    const { grants, areas: all } = session;
    const ids = all.map((area) => area.id);
    const held = areasHeld(grants, all);
    const chosen = areaLookedAt(session);
    const actor: Actor = { kind: 'user', id: session.userId, label: session.name };
    let right: Right | undefined;
    if (resource && verb) {
      right = rightOf(grants, ids, resource, verb, chosen?.id) ?? rightOf(grants, ids, resource, verb);
      if (!right) throw grants.length ? notGranted() : noRole();
    }
    const areas = right?.areas ?? held.map((area) => area.id);
    const area =
      held.find((a) => a.id === chosen?.id && areas.includes(a.id)) ??
      held.find((a) => areas.includes(a.id)) ??
      chosen;
    return {
      ...shape({ kind: 'user', actor, areas, area, right, grants, all }),
      userId: session.userId,
      name: session.name,
      accessibleAreaIds: held.map((a) => a.id),
    };
  }

  private async token(req: WebRequest, resource: Resource, verb: Verb): Promise<Principal> {
    const given = /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
    if (!given) throw unauthenticated('Send a token: Authorization: Bearer …');
    const token = given.startsWith(TOKEN_PREFIX) ? await this.tokens.find(given) : undefined;
    if (!token)
      throw new CodedError(
        'unauthenticated',
        'access.token-unknown',
        'This token is not known, has ended or was taken back.',
      );
    req.token = token;
    const { grants, areas: all } = token;
    const ids = all.map((area) => area.id);
    const rightIn = (areaIds: readonly string[], r: Resource, v: Verb) =>
      tokenRight({ ...token, areaIds }, grants, ids, r, v);
    const wanted = typeof req.query['area'] === 'string' ? req.query['area'] : undefined;
    const named = wanted ? all.filter((a) => a.slug === wanted).map(({ id }) => id) : ids;
    const right = rightIn(
      token.areaIds.filter((id) => named.includes(id)),
      resource,
      verb,
    );
    if (!right) throw wanted && rightIn(token.areaIds, resource, verb) ? notFound() : notGranted();
    const area = all.find((a) => right.areas.includes(a.id))!;
    await this.tokens.noteUse(token);
    const actor: Actor = { kind: 'token', id: token.id, label: token.name };
    return {
      ...shape({ kind: 'token', actor, areas: right.areas, area, right, grants, all }),
      userId: token.userId,
      accessibleAreaIds: right.areas,
      ...rightsBy((r, v, areaId = area.id) => {
        return token.areaIds.includes(areaId) ? rightIn([areaId], r, v) : undefined;
      }),
    };
  }
}

/** What the matrix gives those who hold a link of this purpose. */
export const linkCell = (purpose: string, resource: Resource, verb: Verb) =>
  cellOf(purpose.startsWith('survey,') ? 'survey_link' : 'contact_link', resource, verb);

/** Whether the caller gets JSON: an address under /api. */
export const isApi = (req: WebRequest): boolean => /^\/api\//.test(req.path);

function shape(from: {
  kind: Principal['kind'];
  actor: Actor;
  areas: string[];
  area: AreaView | undefined;
  right: Right | undefined;
  grants: Grant[];
  all: AreaView[];
}): Principal {
  const { grants, all, right, area } = from;
  const ids = all.map(({ id }) => id);
  return {
    kind: from.kind,
    actor: from.actor,
    areas: from.areas,
    areaId: area?.id ?? '',
    area,
    allAreas: all,
    accessibleAreaIds: [],
    grantScope: right?.scope,
    fieldSet: right?.fields,
    conditions: right?.conditions ?? [],
    isSystemAdmin:
      from.kind === 'user' && grants.some((g) => g.role === 'administrator' && g.areaId === null),
    agencyIn: (areaId) => agencyIn(grants, areaId),
    owed: new Owed(),
    ...rightsBy((resource, verb, areaId = area?.id) => {
      const other = rightOf(grants, ids, resource, verb, areaId);
      return !areaId || other?.areas.includes(areaId) ? other : undefined;
    }),
  };
}

const rightsBy = (right: Principal['right']): Pick<Principal, 'right' | 'may'> => ({
  right,
  may: (resource, verb, areaId) => right(resource, verb, areaId) !== undefined,
});

const outsider = (kind: 'public' | 'link', actorKind: Actor['kind'] = 'public'): Principal => ({
  kind,
  actor: { kind: actorKind },
  areas: [],
  areaId: '',
  allAreas: [],
  accessibleAreaIds: [],
  conditions: [],
  agencyIn: () => null,
  owed: new Owed(),
  isSystemAdmin: false,
  right: () => undefined,
  may: (resource, verb) => Boolean(cellOf('public', resource, verb)),
});
