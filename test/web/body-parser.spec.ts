import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { jest } from '@jest/globals';
import multer from 'multer';
import { newId } from '#platform';
import { BodyParser } from '../../apps/web/src/shell/body-parser.js';
import { hangUpLater } from '../../apps/web/src/shell/deadline.js';
import type { WebRequest } from '../../apps/web/src/shell/index.js';
import { type TestWeb, testWeb } from '../support/web.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** 209 kB that once cost seven seconds to parse. */
const MANY = Array.from({ length: 19_990 }, (_, i) => `a[${i}]=1`).join('&');

describe('what is sent to the web', () => {
  let web: TestWeb;
  let parse: jest.SpiedFunction<BodyParser['parse']>;
  let stored: jest.SpiedFunction<typeof multer.memoryStorage>;
  let kept = 0;
  beforeAll(async () => {
    web = await testWeb();
    parse = jest.spyOn(web.app.get(BodyParser), 'parse');
    const make = multer.memoryStorage;
    stored = jest.spyOn(multer, 'memoryStorage').mockImplementation(() => {
      const storage = make() as { _handleFile: (...args: unknown[]) => void };
      const handle = storage._handleFile.bind(storage);
      storage._handleFile = (...args: unknown[]) => {
        kept++;
        handle(...args);
      };
      return storage;
    });
  });
  afterAll(async () => {
    stored.mockRestore();
    await web.close();
  });
  beforeEach(() => {
    parse.mockClear();
    stored.mockClear();
    kept = 0;
  });

  const post = (path: string, body: RequestInit['body'], headers: Record<string, string> = FORM) =>
    fetch(web.url + path, {
      method: 'POST',
      redirect: 'manual',
      body,
      headers: { origin: web.url, accept: 'text/html', ...headers },
    });
  const staff = async (...roles: Parameters<TestWeb['signedIn']>) => {
    const visitor = await web.signedIn(...roles);
    const [{ name, value }] = visitor.cookiesFor() as [{ name: string; value: string }];
    const csrf = (await visitor.get('/area')).form('/area').values['_csrf']!;
    return { visitor, cookie: `${name}=${value}`, csrf };
  };
  /** A form of so many fields and, after them, a file. */
  const multipart = (fields: [string, string][], file?: Buffer): FormData => {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    if (file) form.append('file', new Blob([new Uint8Array(file)]), 'list.csv');
    return form;
  };
  const raw = async (text: string): Promise<string> => {
    const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
    socket.write(text);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer.toString().split('\r\n')[0]!;
  };

  it('is not parsed where there is no route, nor before it is known that the caller may use it', async () => {
    const small = MANY.slice(0, 4_000);
    const { cookie } = await staff({ role: 'commissioner' });
    const answers = [
      await post('/nowhere', MANY),
      await post('/assets/x', MANY),
      await post('/employers/new', small),
      await post('/employers/new', small, { ...FORM, cookie }),
      await post('/employers/new', small, { ...FORM, origin: 'https://evil.example' }),
      await post('/sign-in', small, { ...FORM, origin: 'https://evil.example' }),
      await post(`/api/employers`, '{"name":"x"}', { 'content-type': 'application/json' }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 303, 403, 403, 403, 401]);
    expect(parse).not.toHaveBeenCalled();
  });

  it('is refused unparsed when it is more than the route takes, ten at once as well', async () => {
    const all = await Promise.all([
      ...Array.from({ length: 10 }, () => post('/sign-in', MANY)),
      fetch(`${web.url}/health/live`),
    ]);
    expect(all.map((answer) => answer.status)).toEqual([...Array(10).fill(413), 200]);
    expect(parse).not.toHaveBeenCalled();
    const answer = await post('/sign-in', 'a=1&'.repeat(10_000));
    expect([answer.status, (await answer.text()).includes('Send fewer fields')]).toEqual([413, true]);
  });

  it('comes as a form to pages and as JSON to the API, and packed to neither', async () => {
    const { visitor, csrf } = await staff({ role: 'coordinator' });
    const json = await visitor.send('/area', {
      method: 'POST',
      body: JSON.stringify({ _csrf: csrf, area: web.world.areaId }),
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(403);
    const form = await post(`/api/network/calderdale/sessions/${newId()}/bookings`, 'a=1');
    expect([form.status, ((await form.json()) as { detail: string }).detail]).toEqual([
      415,
      'Send JSON (Content-Type: application/json).',
    ]);
    expect((await post('/sign-in', 'a=1', { ...FORM, 'content-encoding': 'gzip' })).status).toBe(415);
    const deep = await post(
      `/api/network/calderdale/sessions/${newId()}/bookings`,
      '['.repeat(40_000) + ']'.repeat(40_000),
      { 'content-type': 'application/json' },
    );
    expect(deep.status).toBe(400);
  });

  it('brings a file only where the route takes one, after right and form token have been seen', async () => {
    const coordinator = await staff({ role: 'coordinator' });
    const commissioner = await staff({ role: 'commissioner' });
    const send = (path: string, who: { cookie: string }, form: FormData) =>
      post(path, form, { cookie: who.cookie });
    const fields = Array.from({ length: 490 }, (_, i): [string, string] => [`f${i}`, 'x'.repeat(2_000)]);
    expect((await send('/area', commissioner, multipart(fields))).status).toBe(415);
    expect((await send('/imports', commissioner, multipart(fields))).status).toBe(403);
    expect((await send('/imports', coordinator, multipart(fields))).status).toBe(413);
    expect(kept).toBe(0);
    const list = Buffer.from('name\nAlder Ltd\n');
    for (const token of [[], [['_csrf', 'wrong']]] as [string, string][][])
      expect((await send('/imports', coordinator, multipart(token, list))).status).toBe(403);
    expect(kept).toBe(0);
    expect((await send('/imports', coordinator, multipart([['_csrf', coordinator.csrf]], list))).status).toBe(
      303,
    );
    expect(kept).toBe(1);
  });

  it('is refused by the length it names, before any of it has come', async () => {
    const { cookie } = await staff({ role: 'coordinator' });
    expect(
      await raw(
        `POST /imports HTTP/1.1\r\nHost: localhost\r\nOrigin: ${web.url}\r\nCookie: ${cookie}\r\n` +
          'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 490000000\r\n\r\n',
      ),
    ).toBe('HTTP/1.1 413 Payload Too Large');
    expect(stored).not.toHaveBeenCalled();
  });

  it('is answered as what it is when it cannot be read', async () => {
    const { cookie } = await staff({ role: 'coordinator' });
    for (const body of ['no parts', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut'])
      expect(
        (await post('/imports', body, { cookie, 'content-type': 'multipart/form-data; boundary=x' })).status,
      ).toBe(400);
    expect((await post('/imports', 'x', { cookie, 'content-type': 'multipart/form-data' })).status).toBe(400);
  });

  it('names one host', async () => {
    expect(await raw('GET /sign-in HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n')).toBe(
      'HTTP/1.1 400 Bad Request',
    );
  });

  it('is the same address only in the same letters', async () => {
    const { cookie } = await staff({ role: 'coordinator' });
    for (const path of ['/API/employers', '/Api/employers', '/EMPLOYERS'])
      expect((await fetch(web.url + path, { headers: { cookie } })).status).toBe(404);
  });

  it('may name an id in capitals', async () => {
    const { visitor } = await staff(
      { role: 'coordinator' },
      { role: 'coordinator', areaId: web.world.secondAreaId },
    );
    const id = newId().toUpperCase();
    for (const path of [
      `/network/calderdale/training/${id}`,
      `/network/calderdale/sessions/${id}/book`,
      `/employers/${id}`,
      `/training/sessions/${id}`,
      '/mail?campaign=x',
    ])
      expect([path, (await visitor.get(path)).status < 500]).toEqual([path, true]);
    const chosen = (await visitor.get('/area')).form('/area');
    const page = await visitor.send('/area', {
      method: 'POST',
      headers: FORM,
      body: new URLSearchParams({
        _csrf: chosen.values['_csrf']!,
        area: web.world.secondAreaId.toUpperCase(),
      }).toString(),
    });
    expect([page.status, page.text.includes('Kirklees')]).toEqual([200, true]);
  });

  it('has to come to its end in time', async () => {
    const server = createServer((req, res) => {
      hangUpLater(req as WebRequest, 50);
      req.on('error', () => undefined);
      if (req.url === '/answered') res.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    for (const path of ['/', '/answered']) {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`);
      await once(socket, 'close');
    }
    server.close();
    expect(web.app.getHttpServer()).toMatchObject({ headersTimeout: 20_000, requestTimeout: 300_000 });
  });
});
