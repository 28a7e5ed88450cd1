import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { START_PAGE } from '#access';
import { BOOKING_PAGE, PLACE_PAGE } from '#bookings';
import { UNSUBSCRIBE_PAGE } from '#contact-policy';
import { type MailDefinition, maskLinks } from '#mail-templates';
import { projectRoot, readSettings } from '#platform';
import { ANSWER_PAGE } from '#surveys';
import { placeholdersOf } from '../../libs/mail-templates/src/placeholders.rules.js';
import { inOwnWords, SAMPLE_AREA } from '../support/mail-words.js';
import { publicUrls } from '../support/public-urls.js';

/** Gmail cuts what is longer, unsubscribe links included. */
const LONGEST = 102 * 1024;
const SECRET = 'a-secret-nobody-may-see';

/** Every mail of the program: whatever `libs/<lib>/mails/<mail>/mail.ts` declares. */
async function everyMail(): Promise<{ at: string; mail: MailDefinition }[]> {
  const files = foldersIn('libs')
    .flatMap((lib) => foldersIn(`${lib}/mails`))
    .map((folder) => `${folder}/mail.ts`)
    .filter((file) => existsSync(join(projectRoot, file)));
  const found: { at: string; mail: MailDefinition }[] = [];
  for (const file of files)
    for (const exported of Object.values((await import(join(projectRoot, file))) as object))
      if (isMail(exported)) found.push({ at: dirname(file), mail: exported });
  return found;
}

const foldersIn = (folder: string): string[] =>
  existsSync(join(projectRoot, folder))
    ? readdirSync(join(projectRoot, folder)).map((name) => `${folder}/${name}`)
    : [];

const isMail = (value: unknown): value is MailDefinition =>
  typeof value === 'object' &&
  value !== null &&
  'purpose' in value &&
  'folder' in value &&
  'example' in value;

describe('every mail', () => {
  let mails: Awaited<ReturnType<typeof everyMail>>;
  beforeAll(async () => {
    mails = await everyMail();
  });
  const each = async (check: (mail: MailDefinition, data: unknown) => Promise<void> | void) => {
    expect(mails.length).toBeGreaterThan(1);
    for (const { mail } of mails)
      try {
        await check(mail, mail.schema.parse(mail.example));
      } catch (error) {
        throw new Error(`${mail.name}: ${(error as Error).message}`);
      }
  };
  it('lies in the folder it names, with its texts, and has a name of its own', () => {
    for (const { at, mail } of mails) {
      expect(mail.folder).toBe(at);
      for (const file of ['subject.hbs', 'body.md', 'because.hbs'])
        expect([mail.name, existsSync(join(projectRoot, mail.folder, file))]).toEqual([mail.name, true]);
    }
    expect(new Set(mails.map(({ mail }) => mail.name)).size).toBe(mails.length);
  });

  it('is written from its example with a plain-text part, within 102 kB', () =>
    each(async (mail, data) => {
      const { subject, html, text } = await inOwnWords(mail, data);
      expect(subject.length).toBeGreaterThan(4);
      expect(Buffer.byteLength(html)).toBeLessThan(LONGEST);
      expect(text.split(/\s+/).length).toBeGreaterThan(10);
      for (const written of [html, text]) {
        expect(written).not.toMatch(/\{\{|undefined|\[object /);
        expect(written).toContain(SAMPLE_AREA.network);
      }
    }));

  it('shows words of its own beside its subject, names the rows of its tables, and has its paragraphs as such', () =>
    each(async (mail, data) => {
      const { html } = await inOwnWords(mail, data);
      const preview = /display:none[^>]*>([^<]*)<\/div>/.exec(html)?.[1]?.trim() ?? '';
      expect(preview.length).toBeGreaterThan(3);
      expect(preview).not.toMatch(/^(Dear|Hello)\b/);
      expect(html).toMatch(/<p style="margin:0">/);
      expect(html).not.toMatch(/<td style="padding:4px 16px/);
    }));

  it('asks for a reply only where replies are read, and says at its foot how else to reach the network', () =>
    each(async (mail, data) => {
      const none = await inOwnWords(mail, data);
      expect(none.text + none.html).not.toMatch(/\breply\b|answer (this|our) (e?mail)/i);
      const area = {
        ...SAMPLE_AREA,
        replyTo: 'team@council.example',
        postalAddress: 'Town Hall, Halifax',
        telephone: '01632 960 001',
      };
      const some = await inOwnWords(mail, data, undefined, area);
      for (const written of [some.text, some.html])
        for (const words of [
          'Questions? Reply to this email.',
          'Town Hall, Halifax',
          'Telephone: 01632 960 001',
          'https://crm.example.org/network/calderdale/privacy',
        ])
          expect(written).toContain(words);
    }));

  it('is written without its optional fields too', () =>
    each(async (mail) => {
      const data = mail.schema.parse(withoutOptional(mail.schema, mail.example));
      const { html, text } = await inOwnWords(mail, data);
      expect(html + text).not.toMatch(/undefined|\[object /);
    }));

  it('shows in its text every link that its HTML has', () =>
    each(async (mail, data) => {
      const { html, text } = await inOwnWords(mail, data);
      for (const [, address] of html.matchAll(/href="(https?:[^"]+)"/g))
        expect(text).toContain(address!.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'));
    }));

  it('says the same words in its text and in its HTML', () =>
    each(async (mail, data) => {
      const { html, text } = await inOwnWords(mail, data);
      const seen = html
        .replace(/<head>[\s\S]*<\/head>|<!--[\s\S]*?-->|<[^>]*>/g, ' ')
        .replace(/&#x?[0-9a-f]+;|&\w+;/gi, (one) => entities[one.toLowerCase()] ?? ' ');
      expect(wordsOf(text)).toEqual(wordsOf(seen));
    }));

  it('keeps each line of its text, however Handlebars treats tags that stand alone', () =>
    each(async (mail, data) => {
      for (const { files } of Object.values(mail.blocks ?? {}))
        for (const line of readFileSync(join(projectRoot, `${files}.text.hbs`), 'utf8').split('\n'))
          expect(line).not.toMatch(/^\s*(?:\{\{[#/][^}]*\}\}|\{\{else\}\})+\s*$/);
      expect((await inOwnWords(mail, data)).text).not.toMatch(/\n{3,}/);
    }));

  it('can be changed by staff: each thing to put in has a name they know, and none two', () =>
    each((mail) => {
      const all = placeholdersOf(mail);
      expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
      for (const { name, label } of all)
        expect([name, label]).toEqual([name, expect.stringMatching(/^[A-Z].{4,}/)]);
      for (const name of mail.mustHave ?? []) expect(all.map((one) => one.name)).toContain(name);
    }));

  it('escapes what people typed', () =>
    each(async (mail, data) => {
      const { html } = await inOwnWords(mail, data, '<script>alert(1)</script>');
      expect(html).not.toContain('<script>alert');
    }));

  it('keeps personal links in fields whose name says so, so that staff see them masked', async () => {
    let found = 0;
    await each(async (mail, data) => {
      const personal = personalLinks(data);
      found += personal.length;
      const masked = await inOwnWords(mail, maskLinks(data));
      for (const address of personal) expect(masked.html + masked.text).not.toContain(address);
    });
    expect(found).toBeGreaterThan(0);
  });

  it('reads no picture or font from anywhere', () =>
    each(async (mail, data) => {
      const { html } = await inOwnWords(mail, data);
      expect(html).not.toMatch(/<img|<link|@import|url\(|src=/);
    }));

  it('that hides a personal link in a field of another name would be found', () => {
    const shown = JSON.stringify(
      maskLinks({
        address: `https://crm.example.org/s/${SECRET}`,
        bookingLink: `https://x.example/b/${SECRET}`,
      }),
    );
    expect(shown).toContain(`/s/${SECRET}`);
    expect(shown).not.toContain(`/b/${SECRET}`);
  });
});

const entities: Record<string, string> = {
  '&amp;': '&',
  '&#39;': "'",
  '&#x27;': "'",
  '&quot;': '"',
  '&#38;': '&',
};

/** Addresses in a mail's data that lead to a page of one person: whatever page takes a token. */
function personalLinks(data: unknown): string[] {
  const urls = publicUrls(readSettings({ BASE_URL: 'https://crm.example.org' }));
  const pages = [START_PAGE, UNSUBSCRIBE_PAGE, ANSWER_PAGE, BOOKING_PAGE, PLACE_PAGE].map((page) =>
    urls.path(page, { token: '' }),
  );
  return [...JSON.stringify(data).matchAll(/https?:\/\/[^"]+/g)]
    .map(([address]) => address)
    .filter((address) => pages.some((page) => new URL(address).pathname.startsWith(page)));
}

/** The words of a text, each once, in the order of the alphabet; addresses are links in one and written out in the other. */
const wordsOf = (text: string): string[] =>
  [...new Set(text.replace(/https?:\/\/\S+/g, ' ').match(/[\p{L}\p{N}£’]+/gu) ?? [])].sort();

/** The example less whatever the schema can do without. */
function withoutOptional(schema: z.ZodType, example: unknown): unknown {
  const shape = (schema as z.ZodObject).shape as Record<string, z.ZodType> | undefined;
  if (!shape || typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).filter(([key]) => shape[key] && !shape[key].safeParse(undefined).success),
  );
}
