import { pdfName, pdfProblem } from './pdf.rules.js';
import { missingValues, readTemplate } from './template.rules.js';
import type { Placeholder } from './template.types.js';
import { changesOf } from './template-diff.rules.js';
import { bodyMjml, previewHtml } from './template-html.rules.js';
import { bodyText } from './template-text.rules.js';

const text = (name: string, more: Partial<Placeholder> = {}): Placeholder => ({
  name,
  label: `The ${name}`,
  kind: 'text',
  mayMiss: false,
  example: 'Aire Valley Foods',
  ...more,
});
const placeholders = [
  text('employer'),
  text('sender', { mayMiss: true }),
  text('link', { kind: 'link' }),
  text('answered', { kind: 'condition' }),
  text('details', { kind: 'block' }),
];
const blocks = { details: 'When: {{when}}' };
const read = (body: string) =>
  readTemplate({ subject: 'Hello', body, because: 'Because of it.' }, placeholders);
const problems = (body: string) =>
  read(body).problems?.body?.map((one) => `${one.line}: ${one.message}`) ?? [];
const html = (body: string) => bodyMjml(read(body).template!.body, blocks).replace(/ style="[^"]*"/g, '');
const plain = (body: string) => bodyText(read(body).template!.body, blocks);

describe('what staff write', () => {
  it('becomes HTML and plain text of the same words', () => {
    const body = [
      '# Hello {{employer}}',
      '',
      'Some **bold** and *slanted* words,',
      'and a line. [Read](https://www.example.org/a) on.',
      '',
      '- one',
      '- two',
      '',
      '3. three',
      '',
      '[Answer]({{link}})',
      '',
      '---',
      '',
      '-# Small print',
      '',
      '{{details}}',
    ].join('\n');
    expect(html(body)).toBe(
      [
        '<mj-text mj-class="title"><h1>Hello {{employer}}</h1></mj-text>',
        '<mj-text><p>Some <strong>bold</strong> and <em>slanted</em> words,<br />and a line. <a href="https://www.example.org/a">Read</a> on.</p></mj-text>',
        '<mj-text><ul><li>one</li><li>two</li></ul></mj-text>',
        '<mj-text><ol start="3"><li>three</li></ol></mj-text>',
        '<mj-button href="{{link}}">Answer</mj-button>',
        '<mj-divider />',
        '<mj-text mj-class="quiet"><p>Small print</p></mj-text>',
        'When: {{when}}',
      ].join('\n'),
    );
    expect(plain(body)).toBe(
      [
        'Hello {{employer}}\n',
        'Some bold and slanted words,\nand a line. Read (https://www.example.org/a) on.\n',
        '- one\n- two\n',
        '3. three\n',
        'Answer:\n{{link}}\n',
        '--------------------\n',
        'Small print\n',
        'When: {{when}}\n\n',
      ].join('\n'),
    );
  });

  it('may depend on a value, within a paragraph and round paragraphs', () => {
    const within = 'Tell {{#if sender}}**{{sender}}**{{else}}us{{/if}}.';
    expect(html(within)).toBe(
      '<mj-text><p>Tell {{#if sender}}<strong>{{sender}}</strong>{{else}}us{{/if}}.</p></mj-text>',
    );
    expect(plain(within)).toBe('Tell {{#if sender}}{{sender}}{{else}}us{{/if}}.\n\n');
    const round = '{{#if answered}}\nThank you.\n\n{{details}}\n{{else}}\nPlease answer.\n{{/if}}\n\nBye';
    expect(plain(round)).toBe(
      '{{#if answered}}Thank you.\n\nWhen: {{when}}\n\n{{else}}Please answer.\n\n{{/if}}Bye\n\n',
    );
    expect(html(round)).toContain('<mj-raw>{{#if answered}}</mj-raw>\n<mj-text><p>Thank you.</p></mj-text>');
  });

  it('leaves no empty paragraph where a whole one depends on a value', () => {
    const body =
      'Hello\n\n{{#if sender}}From {{sender}}{{/if}}\n\n{{#if answered}}[Read]({{link}}){{/if}}\n\nBye';
    expect(plain(body)).toBe(
      'Hello\n\n{{#if sender}}From {{sender}}\n\n{{/if}}{{#if answered}}Read:\n{{link}}\n\n{{/if}}Bye\n\n',
    );
    expect(html(body)).toContain(
      '<mj-raw>{{#if sender}}</mj-raw>\n<mj-text><p>From {{sender}}</p></mj-text>',
    );
  });

  it('is one line a paragraph as plain text, wherever its placeholders stand', () => {
    const long = `${'word '.repeat(12)}{{employer}} ${'word '.repeat(20)}`.trim();
    expect(plain(long)).toBe(`${long}\n\n`);
    expect(plain('Some {{#if sender}} of {{sender}}{{/if}} **bold** words.')).toBe(
      'Some {{#if sender}} of {{sender}}{{/if}} bold words.\n\n',
    );
  });

  it('is shown beside the subject by its first words that say something', () => {
    const preview = (body: string) => previewHtml(read(body).template!.body);
    expect(preview('# Title\n\nDear {{employer}},\n\nSome **bold** [words]({{link}}).\n\nMore')).toBe(
      'Some bold words.',
    );
    expect(preview('{{#if answered}}Thank you.{{else}}Please answer.{{/if}}')).toBe(
      '{{#if answered}}Thank you.{{else}}Please answer.{{/if}}',
    );
    expect(preview('{{#if answered}}\nThank you.\n{{/if}}\n\nBye')).toBe('Bye');
    expect(preview('# Title')).toBe('');
  });

  it.each([
    [
      'One\n\n{{sender}}',
      '3: “The sender” can be missing. Say what to write only if it is there: {{#if sender}} … {{sender}} … {{/if}}.',
    ],
    ['{{#if sender}}x{{else}}{{sender}}{{/if}}', '1: “The sender” can be missing.'],
    ['{{answered}}', '1: “The answered” has no words to put in.'],
    ['{{#if details}}x{{/if}}', '1: There is no placeholder “details” in this email.'],
    ['Here: {{details}}', '1: {{details}} is a whole part of the email'],
    ['{{Employer}}', '1: There is no placeholder “Employer” in this email. Did you mean {{employer}}?'],
    ['a\n{{#if sender}}b', '2: This {{#if …}} has no end'],
    ['a{{/if}}', '1: This {{/if}} belongs to no {{#if …}}.'],
    ['**a {{#if sender}}b** c{{/if}}', '1: An {{#if}} begins inside bold or italic words'],
    ['a {{#if sender}}b\n\nc{{/if}}', '1: This {{#if}} begins in one paragraph or list and ends in another.'],
    ['- a\n- # b', '2: In a list there can be words and lists'],
    ['#### a', '1: There are three kinds of heading'],
    ['a\n\n<b>b</b>', '3: HTML cannot be used.'],
    ['[a](http://example.org)', '1: Links begin with https://'],
    [
      '{{#if answered}}{{#if answered}}{{#if answered}}{{#if answered}}{{#if answered}}{{#if answered}}x'.padEnd(
        99,
      ) + '{{/if}}'.repeat(6),
      '1: There are more than 5 {{#if}} inside each other.',
    ],
    ['x'.repeat(20_001), '1: Write at most 20,000 characters; these are 20,001.'],
    ['', '1: Write what the email is to say.'],
  ])('is refused with its line and what to do: %j', (body, said) => {
    expect(problems(body)[0]).toEqual(expect.stringContaining(said));
  });

  it('has to hold what makes the mail useful', () => {
    const { problems: found } = readTemplate({ subject: 'a', body: 'b', because: 'c' }, placeholders, [
      'link',
    ]);
    expect(found!.body![0]!.message).toContain('This email is of no use without “The link”');
  });

  it('asks only for the values of the branch that is taken', () => {
    const { needs } = read('{{#if answered}}{{employer}}{{else}}{{link}}{{/if}}').template!;
    expect(missingValues(needs, { answered: true, employer: ' ', link: null })).toEqual(['employer']);
    expect(missingValues(needs, { answered: false, employer: '', link: null })).toEqual(['link']);
    expect(missingValues(needs, { answered: false, employer: '', link: 'https://a.example' })).toEqual([]);
    expect(missingValues(read('{{employer}}').template!.needs, { employer: 0 })).toEqual([]);
    expect(missingValues(read('{{employer}}').template!.needs, Object.create({ employer: 'a' }))).toEqual([
      'employer',
    ]);
  });
});

describe('what changed', () => {
  it('is said word by word', () => {
    expect(changesOf('We ask you\n\nto answer', 'We beg you\n\nto answer now')).toEqual([
      { kind: 'same', text: 'We ' },
      { kind: 'gone', text: 'ask ' },
      { kind: 'new', text: 'beg ' },
      { kind: 'same', text: 'you\n\nto ' },
      { kind: 'gone', text: 'answer' },
      { kind: 'new', text: 'answer now' },
    ]);
  });

  it('gives both texts back, whatever they are', () => {
    for (const [before, after] of [
      ['', 'a b'],
      ['a b c d e', 'a c b e d'],
      ['a '.repeat(3000), 'b '.repeat(3000)],
    ] as const) {
      const changes = changesOf(before, after);
      const but = (kind: string) =>
        changes
          .filter((one) => one.kind !== kind)
          .map((one) => one.text)
          .join('');
      expect([but('new'), but('gone')]).toEqual([before, after]);
    }
  });
});

describe('a file that goes with a mail', () => {
  const pdf = (inside = '') => Buffer.from(`%PDF-1.7\n${inside}\n%%EOF\n`);
  it('is a PDF that only shows something', () => {
    expect(pdfProblem(pdf())).toBeUndefined();
    for (const inside of [
      '/JavaScript',
      '/JS (x)',
      '/Launch',
      '/EmbeddedFiles',
      '/EmbeddedFile',
      '/J#53',
      '/XFA',
    ])
      expect(pdfProblem(pdf(inside))).toContain('contains a program');
    expect(pdfProblem(Buffer.from('PK\x03\x04 %%EOF'))).toContain('Only PDF files');
    expect(pdfProblem(Buffer.concat([pdf(), Buffer.alloc(2 * 1024 * 1024)]))).toContain('2 MB');
  });
  it.each([
    ['C:\\docs\\How to find us.PDF', 'How to find us.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['a"\r\nBcc: x.pdf', 'aBcc x.pdf'],
    ['.pdf', 'file.pdf'],
    ['Café (2).pdf', 'Café (2).pdf'],
  ])('has a harmless name: %j', (name, said) => expect(pdfName(name)).toBe(said));
});
