import type { HTMLElement } from 'node-html-parser';
import { kindOf } from './crawl.js';
import type { Form, Page, Visitor } from './visitor.js';

/** What a form answered to one wrong way of filling it in. */
export interface WrongPost {
  /** E.g. "/employers/new → /employers, emptied". */
  name: string;
  page: Page;
  /** Texts that were typed and should still be there; none of secrets. */
  typed: string[];
}

const CHOICES = ['radio', 'checkbox'];
const typeOf = (field: HTMLElement): string =>
  field.tagName === 'INPUT' ? (field.getAttribute('type') ?? 'text') : field.tagName.toLowerCase();

/** Fields people fill in, by name. */
function fieldsOf(form: Form): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of form.element.querySelectorAll('input[name], select[name], textarea[name]'))
    if (!['hidden', 'submit', 'button', 'file'].includes(typeOf(field)))
      fields.set(field.getAttribute('name')!, typeOf(field));
  return fields;
}

const MARK = 'Ünlikely <b>"&\'{{words}} ';

/** Nothing filled in or ticked; far too much everywhere; choices the page does not offer. */
const ways: Record<string, (type: string, n: number) => string | undefined | 'as it stands'> = {
  emptied: (type) => (CHOICES.includes(type) ? undefined : type === 'select' ? 'as it stands' : ''),
  'too long': (type, n) =>
    CHOICES.includes(type) || type === 'select'
      ? 'as it stands'
      : `${MARK}${n} `.padEnd(type === 'textarea' ? 9_000 : 700, 'long word '),
  'not offered': (type) => (CHOICES.includes(type) || type === 'select' ? 'no-such-choice' : 'as it stands'),
};

/**
 * Every form of these pages that posts and has something to fill in, sent wrongly with each of its buttons, a kind of form
 * once. Some are taken all the same (a note may be empty), so what is found differs from page to page: nothing here may
 * be relied on afterwards. Pages that an earlier form took away are left out.
 */
export async function* postWrongly(
  visitor: Visitor,
  pages: Iterable<[string, string]>,
): AsyncGenerator<WrongPost> {
  const done = new Set<string>();
  for (const [kind, address] of pages) {
    // Read anew only after something was sent, which may have changed it.
    let page = await visitor.get(address);
    const count = page.all('form').length;
    for (let at = 0; at < count; at++)
      for (const [way, wrong] of Object.entries(ways))
        for (let button = 0; ; button++) {
          const form = page.forms[at];
          if (form?.method !== 'post') break;
          const fields = fieldsOf(form);
          const pressed = form.buttons[button];
          if (!fields.size || !pressed) break;
          const target = kindOf(form.target(pressed)).replace(/^(\/mail\/templates\/).*/, '$1:name');
          const key = [
            target,
            [...fields.keys()].map((name) => name.replace(/\d+|[0-9a-f-]{36}/g, '#')),
            pressed.getAttribute('name'),
            way,
          ].join();
          if (done.has(key)) continue;
          done.add(key);
          const typed: string[] = [];
          let n = 0;
          for (const [name, type] of fields) {
            const value = wrong(type, n++);
            if (value === 'as it stands') continue;
            form.fill({ [name]: value });
            if (value?.startsWith(MARK) && type !== 'password') typed.push(value.trim());
          }
          yield { name: `${kind} → ${target}, ${way}`, page: await form.submit(pressed), typed };
          page = await visitor.get(address);
        }
  }
}
