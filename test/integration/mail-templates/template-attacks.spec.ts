import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Handlebars from 'handlebars';
import MarkdownIt from 'markdown-it';
import { z } from 'zod';
import { fillSegments } from '#mail-transport';
import { complete } from '../../../libs/mail-templates/src/mail-data.rules.js';
import { defineMail } from '../../../libs/mail-templates/src/mail-definition.js';
import { placeholdersOf } from '../../../libs/mail-templates/src/placeholders.rules.js';
import { segmentsOf } from '../../../libs/mail-templates/src/segments.js';
import { readTemplate } from '../../../libs/mail-templates/src/template.rules.js';
import type { TemplateContent } from '../../../libs/mail-templates/src/template.types.js';
import { sourceOf } from '../../../libs/mail-templates/src/template-source.js';
import { oneLine } from '../../../libs/platform/src/text.rules.js';
import { type Payload, payloads, values } from '../../support/template-attacks.js';

const mail = defineMail({
  name: 'test.target',
  version: 1,
  purpose: 'service',
  folder: '',
  schema: z.object({
    employer: z.string(),
    link: z.url(),
    note: z.string().optional(),
    answered: z.boolean(),
  }),
  example: { employer: 'Aire Valley Foods', link: 'https://crm.example.org/s/token', answered: true },
  placeholders: { employer: 'Employer', link: 'Link', note: 'Note', answered: 'Answered' },
});
const good: TemplateContent = {
  subject: 'Hello',
  body: 'Hello {{recipient.name}}',
  because: 'Because a test says so.',
};
const words = (employer = mail.example.employer) => ({
  ...(complete(mail.schema, { ...mail.example, employer }) as object),
  secret: 'SECRET',
  recipient: { name: 'Robin', secret: 'SECRET' },
  area: {
    name: 'Calderdale',
    network: 'Network',
    secret: 'SECRET',
    afterName: null,
    postalAddress: null,
    replyTo: null,
    telephone: null,
    privacyPath: '/privacy',
  },
  baseUrl: 'https://crm.example.org',
  subjectLine: 'Hello',
  leaveLink: null,
});

describe('a template of staff', () => {
  let server: Server;
  let host: string;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** What a mail says; undefined when the words are refused. */
  async function written(own: TemplateContent, employer?: string) {
    const { template } = readTemplate(own, placeholdersOf(mail));
    if (!template) return undefined;
    const source = await sourceOf(mail, template);
    const filled = (text: string, asHtml: boolean) =>
      fillSegments(segmentsOf(text, {}, asHtml), words(employer));
    return {
      subject: oneLine(filled(source.subject, false)),
      html: filled(source.html, true),
      text: filled(source.text, false),
    };
  }

  /** The same words as a program would write them that trusts whoever wrote them. */
  function trusted(text: unknown, subject: boolean): string {
    const filled = Handlebars.compile(text as string)(words(), {
      allowProtoPropertiesByDefault: true,
      allowProtoMethodsByDefault: true,
    });
    return subject ? filled : new MarkdownIt({ html: true }).use(everyAddress).render(filled);
  }
  const everyAddress = (markdown: { validateLink: (url: string) => boolean }) => {
    markdown.validateLink = () => true;
  };

  const withHost = (text: unknown) => (typeof text === 'string' ? text.replaceAll('{host}', host) : text);
  const asWords = ({ field, text }: Payload): TemplateContent => ({ ...good, [field]: withHost(text) });
  /** The part of a mail somebody wrote: the layout has styles and addresses of its own. */
  const own = (html: string) => html.replace(/<head>[\s\S]*<\/head>/, '').replace(/ style="[^"]*"/g, '');

  it('is tried with 60 payloads and more', () => {
    expect(payloads.length + values.length).toBeGreaterThan(60);
    expect(new Set(payloads.map((one) => one.field + one.name)).size).toBe(payloads.length);
  });

  it.each(payloads)('does not let through, in its $field: $name', async (payload) => {
    const mailed = await written(asWords(payload));
    if (!mailed) return;
    expect(own(mailed.html)).not.toMatch(payload.harm);
    expect(mailed.subject).not.toMatch(payload.harm);
    // Plain text shows what is typed; only what was filled in or left over would do harm there.
    expect(mailed.text).not.toMatch(/SECRET|\{\{/);
  });

  it('refuses nearly all of them outright, each with a line and a sentence', () => {
    const refused = payloads.filter((payload) => {
      const { problems } = readTemplate(asWords(payload), placeholdersOf(mail));
      const found = Object.values(problems ?? {}).flat();
      for (const { line, message } of found) {
        expect(line).toBeGreaterThan(0);
        expect(message).toMatch(/^[“A-Z\d].*[.?}]$/);
      }
      return found.length;
    });
    expect(refused.length).toBeGreaterThan(payloads.length - 8);
  });

  it('that nobody looked at would let most of them through, so the payloads are good ones', () => {
    const through = payloads.filter(({ field, text, harm }) => {
      try {
        return harm.test(trusted(withHost(text), field === 'subject'));
      } catch {
        return false;
      }
    });
    expect(through.length).toBeGreaterThan(60);
  });

  it.each(values)('is filled with a value that is $name, and it stays a value', async ({ value, harm }) => {
    const shown = withHost(value) as string;
    const mailed = await written(
      { ...good, subject: 'For {{employer}}', body: 'To **{{employer}}**:\n- [{{employer}}]({{link}})' },
      shown,
    );
    expect(own(mailed!.html)).not.toMatch(harm);
    expect(own(mailed!.html)).toContain(Handlebars.escapeExpression(shown));
    expect(mailed!.text).toContain(shown);
    expect(mailed!.subject).toBe(`For ${shown}`);
  });

  it('keeps a value that breaks a line out of the headers', async () => {
    for (const line of ['\r\n', '\n', '\u2028', '\u0085', '\0']) {
      const mailed = await written({ ...good, subject: 'For {{employer}}' }, `A${line}Bcc: all@example.org`);
      expect(mailed!.subject).toBe('For A Bcc: all@example.org');
    }
  });

  it('takes a link to anything but the web for a missing one', () => {
    for (const link of ['javascript:alert(1)', 'data:text/html,x', 'https://a b', 'https:\\\\evil.example'])
      expect(complete(mail.schema, { ...mail.example, link })).toMatchObject({ link: null });
  });

  it('is read in no time, however it is made to be slow', () => {
    const slow = [
      '[',
      '*a ',
      '**a',
      '![',
      '<',
      '`',
      '- ',
      '1. ',
      '[a](',
      '_a_*',
      '&',
      '> ',
      '*_',
      '[x](<',
      '\\',
      '# ',
    ];
    for (const part of slow) {
      const text = part.repeat(20_000 / part.length - 1);
      const began = process.hrtime.bigint();
      readTemplate({ ...good, body: text }, placeholdersOf(mail));
      readTemplate({ ...good, body: `${text}{{employer}}` }, placeholdersOf(mail));
      const ms = Number((process.hrtime.bigint() - began) / 1_000_000n);
      expect([part, ms < 2_000]).toEqual([part, true]);
    }
  });

  it('made nobody fetch anything', async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBe(0);
    await fetch(`http://${host}/`);
    expect(asked).toBe(1);
  });
});
