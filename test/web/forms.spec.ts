import { Controller, Get, Header, Param, Post, Redirect, Render } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { z } from 'zod';
import { CodedError, invalid, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  createWebApp,
  Form,
  FormChanged,
  FormOf,
  FormRefused,
  field,
  OtherPage,
  type Principal,
  Refused,
  SeeOther,
  Typed,
} from '../../apps/web/src/shell/index.js';
import { WebModule } from '../../apps/web/src/web.module.js';
import type { Visitor } from '../support/visitor.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

const areaForm = z.object({ area: field.text('Choose an area', 20) });
let left = '';

/** Borrows a page of sign-in, which shows one field and its errors. */
@Controller('trial/:what')
class TrialController {
  @Get()
  @Allow('setting', 'list')
  @Render('sign-in/views/area.njk')
  page(@CurrentUser() who: Principal, @Param('what') what: string, @Typed() typed?: Record<string, unknown>) {
    if (left === 'elsewhere') throw new SeeOther('/elsewhere');
    if (left === 'gone') throw notFound();
    const name = `${what} for ${who.kind}, ${typed ? `typed ${String(typed['area'])}` : 'at first'}`;
    return { areas: [{ id: '00000000-0000-4000-8000-000000000001', name }] };
  }

  @Post()
  @Allow('setting', 'list')
  @FormOf('page')
  @Redirect('', 303)
  take(@Form(areaForm) form: z.output<typeof areaForm>, @Param('what') what: string) {
    if (form.area === 'invalid') throw invalid('trial.wrong', { area: 'The lib does not know this area' });
    if (form.area === 'alike')
      throw new FormRefused({ area: 'There is one' }, { areas: [{ id: 'x', name: 'The one alike' }] });
    if (form.area === 'conflict') throw new CodedError('conflict', 'trial.done', 'Somebody has done it.');
    if (form.area === 'busy') throw new CodedError('busy', 'trial.busy', 'Try again soon.');
    if (form.area === 'broken') throw new Error('a fault of ours');
    return { url: `/trial/${what}?done=taken` };
  }

  @Get('kept')
  @Allow('setting', 'list')
  @Header('Cache-Control', 'private, no-cache')
  @Render('sign-in/views/area.njk')
  keeping(@Typed() typed?: Record<string, unknown>, @Refused() errors?: object) {
    if (left === 'instead') throw new OtherPage('sign-in/views/area.njk', { areas: [] }, 410);
    return { areas: [{ id: 'x', name: `typed ${JSON.stringify(typed)}, wrong ${JSON.stringify(errors)}` }] };
  }

  @Post('kept')
  @Allow('setting', 'list')
  @FormOf('keeping', { typed: (body) => ({ went: Object.keys(body as object).length }), busy: 'It is kept.' })
  @Redirect('', 303)
  keep(@Form(areaForm) form: z.output<typeof areaForm>) {
    if (form.area === 'more') throw new FormChanged({ area: 'changed' });
    throw new CodedError('busy', 'trial.busy', 'Try again soon.');
  }

  @Post('alone')
  @Allow('setting', 'list')
  @Redirect('', 303)
  alone(@Form(areaForm) _form: z.output<typeof areaForm>) {
    return { url: '/' };
  }
}

describe('a form that is refused', () => {
  let web: TestWeb;
  let app: NestExpressApplication;
  let url: string;
  let visitor: Visitor;

  beforeAll(async () => {
    web = await testWeb();
    const port = await freePort();
    app = await createWebApp({
      module: class TrialModule {},
      imports: [WebModule.forRoot(web.world.settings)],
      controllers: [TrialController],
    });
    await app.listen(port, '127.0.0.1');
    url = `http://localhost:${port}`;
    visitor = await web.signedIn({ role: 'coordinator' });
  });
  afterAll(async () => {
    await app?.close();
    await web?.close();
  });
  afterEach(() => {
    left = '';
  });

  const post = async (fields: Record<string, string>, path = '/trial/thing', accept = 'text/html') => {
    left = '';
    const shown = await visitor.get(`${url}/trial/thing`);
    const _csrf = shown.one('input[name=_csrf]').getAttribute('value')!;
    return (after = '') => {
      left = after;
      const cookie = visitor.cookiesFor().map(({ name, value }) => `${name}=${value}`);
      return fetch(url + path, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, _csrf }),
        headers: { accept, cookie: cookie.join('; '), origin: url },
        redirect: 'manual',
      });
    };
  };
  const sent = async (fields: Record<string, string>, ...rest: [string?, string?]) =>
    (await post(fields, ...rest))();

  it('control: is shown at first without what was typed, and leads on where it is right', async () => {
    expect((await visitor.get(`${url}/trial/thing`)).text).toContain('thing for user, at first');
    const taken = await sent({ area: ' right ' });
    expect([taken.status, taken.headers.get('location')]).toEqual([303, '/trial/thing?done=taken']);
  });

  it.each([
    ['the schema', { area: '' }, 422, 'Choose an area'],
    [
      'the schema, for a field it does not know',
      { area: 'x', role: 'administrator' },
      422,
      'The field "role" is not known here',
    ],
    ['invalid of a lib', { area: 'invalid' }, 422, 'The lib does not know this area'],
    ['conflict', { area: 'conflict' }, 409, 'Somebody has done it.'],
    ['busy', { area: 'busy' }, 429, 'Try again soon.'],
  ])('by %s, shows its page again with what was typed', async (_, fields, status, words) => {
    const answer = await sent(fields);
    const html = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '5' : null);
    expect(html).toContain(`thing for user, typed ${fields.area}`);
    expect(html).toContain('<title>Error: ');
    expect(html.replaceAll('&quot;', '"')).toContain(words);
  });

  it('is shown with other values where a button changed only the form, and nothing is wrong', async () => {
    const answer = await sent({ area: 'more' }, '/trial/thing/kept');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    const html = (await answer.text()).replaceAll('&quot;', '"');
    expect(html).toContain('typed {"area":"changed"}, wrong undefined');
    expect(html).not.toContain('<title>Error: ');
  });

  it('says what its form says besides where somebody has to come back, and what was typed as its form reads it', async () => {
    const answer = await sent({ area: 'soon' }, '/trial/thing/kept');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await answer.text()).replaceAll('&quot;', '"')).toContain(
      'typed {"went":2}, wrong {"form":"Try again soon. It is kept."}',
    );
  });

  it('shows another page in its place, with its status', async () => {
    const send = await post({ area: 'soon' }, '/trial/thing/kept');
    expect((await send('instead')).status).toBe(410);
  });

  it('shows what only the refusal knows', async () => {
    expect(await (await sent({ area: 'alike' })).text()).toContain('The one alike');
  });

  it('goes where its page goes, where that has nothing to show any more', async () => {
    const send = await post({ area: 'conflict' });
    const elsewhere = await send('elsewhere');
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([303, '/elsewhere']);
    expect((await send('gone')).status).toBe(404);
  });

  it('leaves faults, programs and forms without a page to the pages of errors', async () => {
    expect((await sent({ area: 'broken' })).status).toBe(500);
    const json = await sent({ area: '' }, '/trial/thing', 'application/json');
    expect([json.status, await json.json()]).toEqual([
      422,
      expect.objectContaining({ errors: [{ field: 'area', message: 'Choose an area' }] }),
    ]);
    const alone = await sent({ area: '' }, '/trial/thing/alone');
    expect([alone.status, await alone.text()]).toEqual([422, expect.stringContaining('Choose an area')]);
  });
});
