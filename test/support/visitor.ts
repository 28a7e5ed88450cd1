import { type HTMLElement, parse } from 'node-html-parser';

/** A page as somebody without script sees it. */
export class Page {
  readonly dom: HTMLElement;
  constructor(
    private readonly visitor: Visitor,
    readonly url: string,
    readonly status: number,
    readonly text: string,
  ) {
    this.dom = parse(text);
  }

  get title(): string {
    return this.dom.querySelector('title')?.text.trim() ?? '';
  }
  /** Visible words, white space folded. */
  get words(): string {
    const main = this.dom.querySelector('main') ?? this.dom;
    return main.text.replace(/\s+/g, ' ').trim();
  }
  all(selector: string): HTMLElement[] {
    return this.dom.querySelectorAll(selector);
  }
  one(selector: string): HTMLElement {
    const found = this.dom.querySelector(selector);
    if (!found)
      throw new Error(
        `${this.url} (${this.status} "${this.title}") has no ${selector}\n${this.words.slice(0, 600)}`,
      );
    return found;
  }
  /** Follows the first link whose words or address fit. */
  follow(what: string | RegExp): Promise<Page> {
    const link = this.all('a[href]').find((a) => fits(a.text, what) || fits(a.getAttribute('href')!, what));
    if (!link)
      throw new Error(`${this.url} (${this.status}) has no link ${what}\n${this.words.slice(0, 600)}`);
    return this.visitor.get(decode(link.getAttribute('href')!));
  }
  /** The form that has this field, button words or action. */
  form(what: string | RegExp): Form {
    const form = this.all('form').find(
      (f) =>
        fits(f.getAttribute('action') ?? '', what) ||
        f.querySelectorAll('[name]').some((e) => e.getAttribute('name') === what) ||
        f.querySelectorAll('button').some((b) => fits(b.text, what)),
    );
    if (!form)
      throw new Error(
        `${this.url} (${this.status} "${this.title}") has no form with ${what}\n${this.words.slice(0, 900)}`,
      );
    return new Form(this.visitor, this.url, form);
  }
  get forms(): Form[] {
    return this.all('form').map((form) => new Form(this.visitor, this.url, form));
  }
}

const decode = (text: string) =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
const fits = (text: string, what: string | RegExp) =>
  typeof what === 'string'
    ? text.replace(/\s+/g, ' ').trim() === what
    : what.test(text.replace(/\s+/g, ' ').trim());

/** One form, filled in as it stood; `submit` sends what a browser would. */
export class Form {
  private readonly fields: [string, string | Blob, string?][] = [];

  constructor(
    private readonly visitor: Visitor,
    private readonly pageUrl: string,
    readonly element: HTMLElement,
  ) {
    for (const field of element.querySelectorAll('input[name], select[name], textarea[name]')) {
      const name = field.getAttribute('name')!;
      const type = field.getAttribute('type') ?? 'text';
      if (field.hasAttribute('disabled') || ['submit', 'button', 'file'].includes(type)) continue;
      if (['checkbox', 'radio'].includes(type) && !field.hasAttribute('checked')) continue;
      if (field.tagName === 'SELECT') {
        const options = field.querySelectorAll('option');
        const chosen = options.find((o) => o.hasAttribute('selected')) ?? options[0];
        if (chosen) this.fields.push([name, decode(chosen.getAttribute('value') ?? chosen.text.trim())]);
      } else if (field.tagName === 'TEXTAREA') this.fields.push([name, field.text]);
      else this.fields.push([name, decode(field.getAttribute('value') ?? (type === 'checkbox' ? 'on' : ''))]);
    }
  }

  get values(): Record<string, string> {
    return Object.fromEntries(this.fields.map(([name, value]) => [name, String(value)]));
  }

  /** Sets fields by name; an array sets several of one name; undefined takes the field out. */
  fill(values: Record<string, string | string[] | undefined>): this {
    for (const [name, value] of Object.entries(values)) {
      if (!this.element.querySelectorAll('[name]').some((e) => e.getAttribute('name') === name))
        throw new Error(`${this.pageUrl}: the form has no field ${name}`);
      for (let i = this.fields.length - 1; i >= 0; i--)
        if (this.fields[i]![0] === name) this.fields.splice(i, 1);
      for (const one of value === undefined ? [] : [value].flat()) this.fields.push([name, one]);
    }
    return this;
  }

  file(name: string, fileName: string, content: string | Buffer): this {
    this.fields.push([
      name,
      new Blob([new Uint8Array(Buffer.from(content))], { type: 'text/csv' }),
      fileName,
    ]);
    return this;
  }

  get method(): string {
    return (this.element.getAttribute('method') ?? 'get').toLowerCase();
  }

  get buttons(): HTMLElement[] {
    return this.element
      .querySelectorAll('button')
      .filter((b) => (b.getAttribute('type') ?? 'submit') === 'submit');
  }

  /** Where it goes with this button. */
  target(button?: HTMLElement): string {
    const action = button?.getAttribute('formaction') ?? this.element.getAttribute('action');
    return new URL(action ? decode(action) : this.pageUrl, this.pageUrl).href;
  }

  /** Presses this button, or the one with these words (default: the first). */
  submit(button?: string | RegExp | HTMLElement): Promise<Page> {
    const pressed =
      button === undefined
        ? this.buttons[0]
        : typeof button === 'string' || button instanceof RegExp
          ? this.buttons.find((b) => fits(b.text, button))
          : button;
    if (button !== undefined && !pressed)
      throw new Error(`${this.pageUrl}: the form has no button ${String(button)}`);
    const fields = [...this.fields];
    if (pressed?.getAttribute('name'))
      fields.push([pressed.getAttribute('name')!, decode(pressed.getAttribute('value') ?? '')]);
    const address = new URL(this.target(pressed));
    if (this.method !== 'post') {
      address.search = new URLSearchParams(
        fields.map(([n, v]): [string, string] => [n, String(v)]),
      ).toString();
      return this.visitor.get(address.href);
    }
    if (this.element.getAttribute('enctype') === 'multipart/form-data') {
      const body = new FormData();
      for (const [name, value, fileName] of fields)
        value instanceof Blob ? body.append(name, value, fileName) : body.append(name, value);
      return this.visitor.send(address.href, { method: 'POST', body });
    }
    return this.visitor.send(address.href, {
      method: 'POST',
      body: new URLSearchParams(fields.map(([n, v]): [string, string] => [n, String(v)])).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }
}

/** A browser without script: cookies, links, forms, redirects. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  /** `cookie`: one it has from the start, as `name=value`. */
  constructor(
    readonly baseUrl: string,
    cookie?: string,
    /** Where it calls from, for a web that trusts its proxy. */
    private readonly from?: string,
  ) {
    if (cookie) this.addCookie(cookie);
  }

  get(address: string): Promise<Page> {
    return this.send(address, {});
  }

  cookiesFor(): { name: string; value: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value }));
  }

  /** What it sends as cookies. */
  get cookieHeader(): string {
    return [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  }

  /** `cookie`: as `name=value`. */
  addCookie(cookie: string): void {
    const at = cookie.indexOf('=');
    this.cookies.set(cookie.slice(0, at), cookie.slice(at + 1));
  }

  async send(address: string, init: RequestInit): Promise<Page> {
    let url = new URL(address, this.baseUrl).href;
    let request = init;
    for (let hops = 0; hops < 10; hops++) {
      const headers = new Headers(request.headers);
      headers.set('cookie', this.cookieHeader);
      if (this.from) headers.set('x-forwarded-for', this.from);
      headers.set('accept', headers.get('accept') ?? 'text/html');
      if (request.method === 'POST') headers.set('origin', new URL(this.baseUrl).origin);
      const answer = await fetch(url, { ...request, headers, redirect: 'manual' });
      for (const line of answer.headers.getSetCookie()) {
        const [pair] = line.split(';');
        const at = pair!.indexOf('=');
        const [name, value] = [pair!.slice(0, at), pair!.slice(at + 1)];
        if (/max-age=0|expires=thu, 01 jan 1970/i.test(line) || value === '') this.cookies.delete(name);
        else this.cookies.set(name, value);
      }
      const next = answer.headers.get('location');
      if (answer.status >= 300 && answer.status < 400 && next) {
        await answer.arrayBuffer();
        url = new URL(next, url).href;
        request = {};
        continue;
      }
      return new Page(this, url, answer.status, await answer.text());
    }
    throw new Error('Too many redirects at ' + url);
  }
}
