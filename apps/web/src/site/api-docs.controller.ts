import { Controller, Get, Render, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Settings } from '#platform';
import { AllowAnyone, isPublicPage } from '../shell/index.js';
import { type FoundRoute, openApi, routesOf } from './openapi.js';

/** The description of the JSON API, made from the routes themselves. */
@Controller('api')
export class ApiDocsController {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly settings: Settings,
  ) {}

  @Get()
  @AllowAnyone('how programs talk to this one')
  @Render('site/views/api.njk')
  show() {
    const groups = new Map<string, FoundRoute[]>();
    for (const route of this.routes()) {
      const group = route.path.split('/')[2] ?? '';
      groups.set(group, [...(groups.get(group) ?? []), route]);
    }
    return {
      groups: [...groups].map(([name, routes]) => ({
        name,
        routes: routes.map((route) => ({ ...route, needs: needsOf(route) })),
      })),
      baseUrl: this.settings.baseUrl,
    };
  }

  @Get('openapi.json')
  @AllowAnyone('how programs talk to this one')
  document(): object {
    return openApi(this.routes(), this.settings.baseUrl);
  }

  private routes(): FoundRoute[] {
    const controllers = this.discovery.getControllers().map((wrapper) => wrapper.metatype as Type);
    return routesOf(controllers)
      .filter((route) => route.info)
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1));
  }
}

/** The scope a token needs, or that it needs none. */
const needsOf = ({ policy, path }: FoundRoute): string =>
  policy?.kind === 'right' && !isPublicPage(path) ? `${policy.resource}:${policy.verb}` : 'no token';
