import { Controller, Get, type Type } from '@nestjs/common';
import { RENDER_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { cellOf, isKnownPair } from '#access';
import { FORM_OF } from '../../apps/web/src/shell/form-page.js';
import { Allow, isPublicPage } from '../../apps/web/src/shell/index.js';
import { routesOf } from '../../apps/web/src/site/index.js';
import { type TestWeb, testWeb } from '../support/web.js';

type Route = ReturnType<typeof routesOf>[number];

/** What is wrong with what a route says of itself. */
function problemsOf(routes: Route[]): string[] {
  return routes.flatMap(({ handler, method, path, policy }) => {
    const at = `${method} ${path} (${handler})`;
    if (!policy) return [`${at} states no policy`];
    if (policy.kind === 'anyone') return policy.why.length > 5 ? [] : [`${at} does not say why anybody may`];
    if (!isKnownPair(policy.resource, policy.verb))
      return [`${at} names ${policy.resource}:${policy.verb}, which the matrix does not know`];
    if (policy.kind === 'link')
      return cellOf('contact_link', policy.resource, policy.verb) ||
        cellOf('survey_link', policy.resource, policy.verb)
        ? []
        : [`${at} lets link holders do ${policy.resource}:${policy.verb}, which the matrix grants none`];
    if (isPublicPage(path) && !cellOf('public', policy.resource, policy.verb))
      return [
        `${at} is a public page, but the matrix grants the public no ${policy.resource}:${policy.verb}`,
      ];
    return [];
  });
}

describe('routes', () => {
  let web: TestWeb;
  let routes: Route[];
  beforeAll(async () => {
    web = await testWeb();
    const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
    routes = routesOf(controllers.map((wrapper) => wrapper.metatype as Type));
  });
  afterAll(() => web.close());

  it('each state who may use them, by a pair the access matrix knows', () => {
    expect(routes.length).toBeGreaterThan(15);
    expect(problemsOf(routes)).toEqual([]);
  });

  it('that post a form name the page that shows it, and it is one that is rendered', () => {
    const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
    const wrong = controllers.flatMap(({ metatype }) => {
      const handlers = metatype!.prototype as Record<string, () => unknown>;
      return Object.getOwnPropertyNames(handlers).flatMap((name) => {
        const page = Reflect.getMetadata(FORM_OF, handlers[name]!) as string | undefined;
        return page && !Reflect.hasMetadata(RENDER_METADATA, handlers[page]!)
          ? [`${metatype!.name}.${name} names ${page}`]
          : [];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('are all the routes there are: none is put up beside the controllers', () => {
    const declared = new Set(routes.map((route) => `${route.method} ${route.path}`));
    const router = (
      web.app.getHttpAdapter().getInstance() as {
        router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
      }
    ).router;
    const mounted = router.stack
      .filter((layer) => layer.route)
      .flatMap((layer) =>
        Object.keys(layer.route!.methods).map((method) => `${method.toUpperCase()} ${layer.route!.path}`),
      );
    expect(mounted.length).toBeGreaterThan(15);
    expect(mounted.filter((route) => !declared.has(route))).toEqual([]);
  });

  it('under /api are described for programs, apart from the description itself', () => {
    const undescribed = routes.filter(
      (r) => r.path.startsWith('/api/') && !r.info && r.path !== '/api/openapi.json',
    );
    expect(undescribed.map((r) => `${r.method} ${r.path}`)).toEqual([]);
  });

  it('would be caught without a policy, with an unknown pair, or opened to the public too far', () => {
    @Controller('silent')
    class Silent {
      @Get()
      show() {}
    }
    @Controller('unknown')
    class Unknown {
      @Get()
      @Allow('employer', 'send')
      show() {}
    }
    @Controller('network/:area/contacts')
    class TooOpen {
      @Get()
      @Allow('contact', 'list')
      show() {}
    }
    expect(problemsOf(routesOf([Silent, Unknown, TooOpen]))).toEqual([
      'GET /silent (Silent.show) states no policy',
      'GET /unknown (Unknown.show) names employer:send, which the matrix does not know',
      'GET /network/:area/contacts (TooOpen.show) is a public page, but the matrix grants the public no contact:list',
    ]);
  });
});
