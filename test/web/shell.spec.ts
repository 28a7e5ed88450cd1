import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Body, Controller, Get, Post, Query, Render, Res } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import Ajv2020 from 'ajv/dist/2020.js';
import { z } from 'zod';
import { CodedError, LOG } from '#platform';
import {
  Allow,
  AllowAnyone,
  ApiRoute,
  apiInput,
  BodyLimits,
  CurrentUser,
  createWebApp,
  type FileUpload,
  MB,
  type Principal,
  UploadedFile,
  type WebResponse,
} from '../../apps/web/src/shell/index.js';
import { WebModule } from '../../apps/web/src/web.module.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

const thing = z.object({ name: z.string('Enter a name').min(2, 'Enter a name of 2 letters or more') });

@Controller()
class TrialController {
  @Get('trial/broken')
  @AllowAnyone('for the test only')
  broken() {
    throw new Error('a secret of the program');
  }
  @Get('trial/silent')
  silent() {
    return 'nobody said who may see this';
  }
  @Get('trial/conflict')
  @AllowAnyone('for the test only')
  conflict() {
    throw new CodedError('conflict', 'trial.conflict', 'This was done already.');
  }
  @Get('trial/busy')
  @AllowAnyone('for the test only')
  busy() {
    throw new CodedError('busy', 'trial.busy', 'Too often.');
  }
  @Get('trial/foreign/:employerId')
  @Allow('employer', 'see')
  foreign() {
    return 'never reached with a wrong id';
  }
  @Get('trial/form')
  @Allow('setting', 'list')
  @Render('sign-in/views/area.njk')
  form() {
    return { areas: [{ id: 'x', name: '<script>alert(1)</script>' }] };
  }
  /** The word after the colon begins like `:area`; it is an id, and the page is for staff. */
  @Get('trial/places/:areaId')
  @Allow('training_session', 'list')
  place() {
    return 'for staff';
  }
  @Post('trial/upload')
  @BodyLimits({ file: 20 * MB })
  @Allow('setting', 'list')
  upload(
    @UploadedFile() file: FileUpload | undefined,
    @Body() body: { note?: string },
    @Res() res: WebResponse,
  ) {
    res.json({ name: file?.originalname, size: file?.buffer.length, note: body.note });
  }
  @Get('api/trial/things')
  @Allow('employer', 'list')
  @ApiRoute({ summary: 'Trial', query: thing, answer: z.array(thing) })
  things(@Query() query: unknown, @CurrentUser() who: Principal) {
    const { name } = apiInput(thing, query);
    return [{ name: `${name} ${who.kind}` }];
  }
  @Post('api/network/:area/trial')
  @Allow('delegate', 'create')
  @ApiRoute({ summary: 'Public trial', body: thing, answer: thing })
  open(@Body() body: unknown, @CurrentUser() who: Principal) {
    return { name: `${apiInput(thing, body).name} in ${who.area?.name}` };
  }
}

describe('the shell', () => {
  let web: TestWeb;
  let app: NestExpressApplication;
  let url: string;
  const logged: object[] = [];
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { redirect: 'manual', headers });
  /** An answer as it comes over the line; fetch would unpack it. */
  const raw = async (path: string, headers: Record<string, string>) => {
    const asked = request(url + path, { headers });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    return {
      status: answer.statusCode,
      encoding: answer.headers['content-encoding'],
      vary: answer.headers.vary,
      tag: answer.headers.etag,
      body: Buffer.concat(parts),
    };
  };

  beforeAll(async () => {
    web = await testWeb();
    const port = await freePort();
    app = await createWebApp({
      module: class TrialModule {},
      imports: [WebModule.forRoot(web.world.settings)],
      controllers: [TrialController],
    });
    const log = app.get<{ error: (line: object) => void }>(LOG);
    log.error = (line) => void logged.push(line);
    await app.listen(port, '127.0.0.1');
    url = `http://localhost:${port}`;
  });
  afterAll(async () => {
    await app.close();
    await web.close();
  });

  it('is not reached by another name while the second factor is optional', async () => {
    const { port } = new URL(url);
    for (const headers of [
      { host: `crm.example.org:${port}` },
      { host: '192.0.2.7' },
      { host: `localhost:${port}`, 'x-forwarded-host': 'crm.example.org' },
      { host: 'localhost.example.org' },
    ] as Record<string, string>[]) {
      const { status, body } = await raw('/sign-in', headers);
      expect([headers, status]).toEqual([headers, 403]);
      expect(body.toString()).toContain('set up for a trial on one computer only');
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST'])
      expect([host, (await raw('/sign-in', { host })).status]).toEqual([host, 200]);
  });

  it('sends pages with a strict policy and no inline script or style', async () => {
    for (const path of ['/', '/sign-in', '/api', '/accessibility', '/privacy', '/nowhere']) {
      const answer = await get(path);
      const policy = answer.headers.get('content-security-policy')!;
      const nonce = /script-src 'nonce-([\w-]{22})'/.exec(policy)![1];
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-powered-by')).toBeNull();
      const html = await answer.text();
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
      for (const [tag] of html.matchAll(/<script[^>]*>/g))
        expect(tag).toMatch(new RegExp(`nonce="${nonce}" src="/assets/`));
    }
    const nonces = await Promise.all(
      [get('/'), get('/')].map(async (a) => (await a).headers.get('content-security-policy')),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('serves its assets under an address that changes with them, to be kept for a year', async () => {
    const html = await (await get('/sign-in')).text();
    const addresses = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!);
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    for (const address of addresses) {
      const answer = await get(address);
      expect([address, answer.status, answer.headers.get('cache-control')]).toEqual([
        address,
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect((await get('/assets/css/product.css?v=old')).headers.get('cache-control')).toBe(
      'public, max-age=300',
    );
    const css = await (await get('/assets/css/product.css')).text();
    const fonts = [...css.matchAll(/url\("([^"]+)"\)/g)].map((m) => m[1]!);
    expect(fonts).toHaveLength(1);
    for (const font of fonts)
      expect([font, (await get(font)).headers.get('cache-control')]).toEqual([
        font,
        'public, max-age=31536000, immutable',
      ]);
    const frameworks = await (await get('/assets/css/frameworks.css')).text();
    for (const [, image] of frameworks.matchAll(/url\((\/assets\/[^)]+)\)/g))
      expect([image, (await get(image!)).status]).toEqual([image, 200]);
    expect((await get('/assets/../package.json')).status).toBe(404);
    expect((await get('/assets/%2e%2e/%2e%2e/package.json')).status).toBe(404);
  });

  it('packs files and pages for browsers that take it, and says that it depends on that', async () => {
    const asset = /\/assets\/css\/product\.css[^"]*/.exec(await (await get('/sign-in')).text())![0];
    for (const address of [asset, '/sign-in', '/no-such-page', '/api/openapi.json']) {
      const plain = await raw(address, {});
      expect([address, plain.encoding, plain.vary]).toEqual([address, undefined, 'Accept-Encoding']);
      for (const [encoding, unpack] of [
        ['br', brotliDecompressSync],
        ['gzip', gunzipSync],
      ] as const) {
        const packed = await raw(address, { 'accept-encoding': encoding });
        expect([address, packed.encoding, packed.vary]).toEqual([address, encoding, 'Accept-Encoding']);
        expect(packed.body.length).toBeLessThan(plain.body.length * 0.6);
        const same = (body: Buffer) =>
          body.toString().replace(/(nonce|data-options|(_csrf|sealed)" value)="[^"]*"|[0-9a-f-]{36}/g, '');
        expect(same(unpack(packed.body))).toBe(same(plain.body));
      }
    }
    const font = /\/assets\/fonts\/[^"]*/.exec(await (await get(asset)).text())![0];
    expect((await raw(font, { 'accept-encoding': 'br' })).encoding).toBeUndefined();
    const { tag } = await raw(asset, { 'accept-encoding': 'br' });
    expect((await raw(asset, { 'accept-encoding': 'br', 'if-none-match': tag! })).status).toBe(304);
    expect((await raw(asset, { 'accept-encoding': 'gzip', 'if-none-match': tag! })).status).toBe(200);
  });

  it('gives no page away by its packed length: other sites get it as it is, and the form token differs', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const cookie = visitor
      .cookiesFor()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const ask = (headers: Record<string, string>) =>
      raw('/settings', { 'accept-encoding': 'br', cookie, ...headers });
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).encoding).toBe('br');
    for (const site of ['cross-site', 'same-site'])
      expect([site, (await ask({ 'sec-fetch-site': site })).encoding]).toEqual([site, undefined]);
    expect(
      (await raw('/sign-in', { 'accept-encoding': 'br', 'sec-fetch-site': 'cross-site' })).encoding,
    ).toBe('br');
    const tokens = await Promise.all(
      [1, 2].map(async () => (await visitor.get(`${url}/trial/form`)).form('/area').values['_csrf']!),
    );
    expect(tokens[0]).not.toBe(tokens[1]);
    for (const _csrf of tokens)
      expect(
        (await visitor.send(`${url}/trial/upload`, { method: 'POST', body: new URLSearchParams({ _csrf }) }))
          .status,
      ).not.toBe(403);
  });

  it('lets nobody through a route that states no policy', async () => {
    expect((await get('/trial/silent')).status).toBe(500);
  });

  it('answers a fault with an id that stands in the log, and nothing of the fault', async () => {
    const answer = await get('/trial/broken');
    const html = await answer.text();
    const id = answer.headers.get('x-request-id')!;
    expect([answer.status, html.includes(id), html.includes('a secret of the program')]).toEqual([
      500,
      true,
      false,
    ]);
    expect(logged).toContainEqual(
      expect.objectContaining({
        requestId: id,
        route: '/trial/broken',
        err: {
          name: 'Error',
          at: expect.arrayContaining([expect.stringContaining('TrialController.broken')]),
        },
      }),
    );
    expect(JSON.stringify(logged)).not.toContain('a secret of the program');
    const json = await (await get('/trial/broken', { accept: 'application/json' })).json();
    expect(json).toMatchObject({ status: 500, code: 'unexpected', requestId: expect.any(String) });
  });

  it('takes an id that is called :areaId for no public page', async () => {
    const place = await get(`/trial/places/${web.world.areaId}`);
    expect([place.status, place.headers.get('location')]).toEqual([303, expect.stringContaining('/sign-in')]);
  });

  it('refuses a form token and a cookie of other letters, as it does other wrong ones', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const csrf = (await visitor.get(`${url}/trial/form`)).form('/area').values['_csrf']!;
    for (const _csrf of [csrf.slice(1), `${csrf.slice(1)}x`, `${csrf.slice(1)}é`])
      expect(
        (await visitor.send(`${url}/trial/upload`, { method: 'POST', body: new URLSearchParams({ _csrf }) }))
          .status,
      ).toBe(403);
    const cookie = web.cookie('somebody');
    for (const wrong of [`${cookie.slice(0, -1)}%C3%A9`, `${cookie.slice(0, -1)}x`]) {
      const answer = await get('/trial/form', { cookie: wrong });
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        expect.stringContaining('/sign-in'),
      ]);
    }
  });

  it('says how much may be sent', async () => {
    const answer = await fetch(`${url}/api/network/calderdale/trial`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x'.repeat(200_000) }),
    });
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      413,
      'Send at most 100 kB at a time.',
    ]);
  });

  it('answers refusals with a page that says what to do, or with problem+json', async () => {
    for (const [path, status, words] of [
      ['/nowhere', 404, 'If you typed the address, check it'],
      ['/trial/conflict', 409, 'This was done already.'],
      ['/trial/busy', 429, 'Too often.'],
    ] as const) {
      const asPage = await get(path);
      expect([asPage.status, await asPage.text()]).toEqual([status, expect.stringContaining(words)]);
      const asJson = await get(path, { accept: 'application/json' });
      expect([asJson.status, asJson.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(Object.keys((await asJson.json()) as object)).toEqual([
        'type',
        'title',
        'status',
        'detail',
        'code',
      ]);
    }
    expect((await get('/trial/busy')).headers.get('retry-after')).toBe('5');
    expect((await get('/api/nowhere')).headers.get('content-type')).toContain('application/problem+json');
    expect(await (await get('/api/nowhere')).json()).toMatchObject({
      title: 'Not found',
      detail: 'There is no such address.',
    });
    const broken = await fetch(`${url}/api/network/calderdale/trial`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":',
    });
    expect([broken.status, await broken.json()]).toEqual([
      400,
      expect.objectContaining({ detail: 'The body is not JSON.' }),
    ]);
    const garbled = await fetch(`${url}/api/network/calderdale/trial`, {
      method: 'POST',
      body: '{"name":',
      headers: { 'content-type': 'application/json' },
    });
    expect([garbled.status, ((await garbled.json()) as { status: number }).status]).toEqual([400, 400]);
  });

  it('answers a missing record, a foreign one and a senseless id alike', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const page = await visitor.get(`${url}/trial/foreign/not-an-id`);
    const nowhere = await visitor.get(`${url}/trial/nowhere`);
    expect([page.status, page.words]).toEqual([404, nowhere.words]);
  });

  it('sends HEAD as GET without a body', async () => {
    const head = await fetch(`${url}/sign-in`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('escapes what people typed', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const page = await visitor.get(`${url}/trial/form`);
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('takes a file up to 20 MB from somebody signed in, and nobody else', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const csrf = (await visitor.get(`${url}/trial/form`)).form('/area').values['_csrf']!;
    const body = (size: number) => {
      const form = new FormData();
      form.append('_csrf', csrf);
      form.append('note', 'with it');
      form.append('file', new Blob([new Uint8Array(size)]), 'list.csv');
      return form;
    };
    const upload = (size: number) =>
      visitor.send(`${url}/trial/upload`, { method: 'POST', body: body(size) });
    expect(JSON.parse((await upload(1000)).text)).toEqual({ name: 'list.csv', size: 1000, note: 'with it' });
    const big = await upload(20 * 1024 * 1024 + 1);
    expect([big.status, big.words]).toEqual([413, expect.stringContaining('choose a smaller file')]);
    const stranger = await fetch(`${url}/trial/upload`, {
      method: 'POST',
      body: body(10),
      redirect: 'manual',
      headers: { origin: url },
    });
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/sign-in']);
    // Nothing is read into memory for whoever merely sends a header: the answer is there before the body is.
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `POST /trial/upload HTTP/1.1\r\nHost: ${new URL(url).host}\r\nOrigin: ${url}\r\nAuthorization: Bearer mecrm_x\r\n` +
        'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 20000000\r\n\r\n--x\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 303/);
  });

  it('describes its API as OpenAPI 3.1 from what the routes say', async () => {
    const document = (await (await get('/api/openapi.json')).json()) as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          {
            security: object[];
            parameters: { name: string; in: string }[];
            requestBody?: object;
            responses: Record<string, { headers?: object; content: Record<string, { schema: object }> }>;
          }
        >
      >;
    };
    expect(document.openapi).toBe('3.1.0');
    const route = document.paths['/api/trial/things']!['get']!;
    expect(route.security).toEqual([{ token: [] }]);
    expect(route.parameters).toContainEqual(
      expect.objectContaining({ name: 'name', in: 'query', required: true }),
    );
    const open = document.paths['/api/network/{area}/trial']!['post']!;
    expect(open.security).toEqual([]);
    expect(open.requestBody).toBeDefined();
    expect(Object.keys(open.responses)).toEqual(['201', '404', '409', '422', '429']);
    expect(open.responses['429']!.headers).toHaveProperty('Retry-After');
    expect(Object.keys(route.responses)).not.toContain('409');
    // Every schema in it is one.
    const ajv = new Ajv2020.default({
      strict: false,
      formats: { uuid: true, 'date-time': true, date: true, email: true, uri: true },
    });
    for (const methods of Object.values(document.paths))
      for (const { responses } of Object.values(methods))
        for (const { content } of Object.values(responses)) {
          const schema = content['application/json']?.schema;
          if (schema) expect(() => ajv.compile(schema)).not.toThrow();
        }
    expect(await (await get('/api')).text()).toContain('/api/trial/things');
  });

  it('checks an API call with the schema it is described by', async () => {
    const post = (body: object) =>
      fetch(`${url}/api/network/calderdale/trial`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const good = await post({ name: 'Robin' });
    expect([good.status, await good.json()]).toEqual([201, { name: 'Robin in Calderdale' }]);
    const bad = await post({ name: 'R', role: 'administrator' });
    expect([bad.status, await bad.json()]).toEqual([
      422,
      expect.objectContaining({
        code: 'invalid-input',
        errors: [
          { field: 'name', message: 'Enter a name of 2 letters or more' },
          { field: 'role', message: 'The field "role" is not known here' },
        ],
      }),
    ]);
    const nowhere = await fetch(`${url}/api/network/nowhere/trial`, { method: 'POST' });
    expect(nowhere.status).toBe(404);
  });

  it('has what programs ask every web site for, and its own source', async () => {
    const head = async (path: string) => {
      const { status, headers } = await fetch(`${web.url}${path}`);
      return [status, headers.get('content-type'), headers.get('cache-control')];
    };
    const aDay = 'public, max-age=86400';
    expect(await head('/favicon.ico')).toEqual([200, expect.stringMatching(/^image\/svg\+xml/), aDay]);
    expect(await head('/robots.txt')).toEqual([200, expect.stringMatching(/^text\/plain/), aDay]);
    expect((await head('/source.tar.gz')).slice(0, 2)).toEqual([200, 'application/gzip']);
  });

  it('says that it lives and whether it is ready, and changes nothing by it', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'ok',
      database: 'ok',
      migrations: 'ok',
      queue: 'ok',
    });
    const [last] = await web.world.owner<{ id: number; name: string; timestamp: string }>(
      'SELECT * FROM migration ORDER BY id DESC LIMIT 1',
    );
    await web.world.owner('DELETE FROM migration WHERE id = $1', [last!.id]);
    const behind = await get('/health/ready');
    expect([behind.status, await behind.json()]).toEqual([
      503,
      { status: 'failed', database: 'ok', migrations: 'failed', queue: 'ok' },
    ]);
    await web.world.owner('INSERT INTO migration (id, name, timestamp) VALUES ($1, $2, $3)', [
      last!.id,
      last!.name,
      last!.timestamp,
    ]);
  });
});
