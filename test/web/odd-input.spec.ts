import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { newId, newToken, projectPath } from '#platform';
import { routesOf } from '../../apps/web/src/site/index.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** Every name of a field that a page prints. */
function fieldNames(): string[] {
  const found = new Set<string>();
  const folder = projectPath('apps/web/src');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.njk'))
      for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(
        /\bname(?:="|: ')([a-z][\w-]*)["']/gi,
      ))
        found.add(name!);
  return [...found].filter((name) => name !== '_csrf');
}

describe('odd input', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  const shapes: ((name: string) => string)[] = [
    (name) => `${name}[toString]=1`,
    (name) => `${name}[a]=1&${name}[a]=2`,
    (name) => `${name}=1&${name}=2`,
    (name) => `${name}[]=`,
    (name) => `${name}[0][0]=1`,
    (name) => `${name}=${newId().toUpperCase()}`,
  ];

  it('of every shape in every field and query of every route is answered, and never a fault of ours', async () => {
    const names = fieldNames();
    expect(names.length).toBeGreaterThan(60);
    const everything = await web.signedIn(
      { role: 'administrator', areaId: null },
      { role: 'coordinator' },
      { role: 'regional_lead', areaId: null },
    );
    const csrf = (await everything.get('/settings')).form('/sign-out').values['_csrf']!;
    const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
    const routes = routesOf(controllers.map((wrapper) => wrapper.metatype as Type)).filter(
      ({ path }) => !/^\/(metrics|sign-out)|\/live$|^\/welcome\/sample/.test(path),
    );
    const faults: string[] = [];
    for (const { method, path } of routes) {
      const address = path
        .replace(':areaId', web.world.areaId.toUpperCase())
        .replace(':area', 'calderdale')
        .replace(/:\w*[iI]d\b/g, () => newId().toUpperCase())
        .replace(':token', newToken())
        .replace(/:\w+/g, 'toString');
      for (const shape of shapes) {
        const text = names.map(shape).join('&');
        const answer =
          method === 'GET'
            ? await everything.send(`${address}?${text.slice(0, 6_000)}`, { method })
            : await everything.send(address, {
                method,
                body: `_csrf=${csrf}&${text}`,
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
              });
        if (answer.status >= 500) faults.push(`${method} ${address} ${shape('x')} ${answer.status}`);
      }
    }
    expect(faults).toEqual([]);
  }, 300_000);
});
