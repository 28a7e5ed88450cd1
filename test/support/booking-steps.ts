import type { Page, Visitor } from './visitor.js';
import type { TestWeb } from './web.js';

// Booking through the pages, as staff and the public do it.
let web: TestWeb;
let staff: Visitor;
let day = 1;

/** Begins with this web: a coordinator, and the first course, so that sessions can be planned. */
export async function use(running: TestWeb): Promise<Visitor> {
  web = running;
  await signIn();
  await (await staff.get('/training/courses')).form(/first/).submit();
  return staff;
}

/** The coordinator again, where the clock has ended their session. */
export const signIn = async (): Promise<Visitor> => (staff = await web.signedIn({ role: 'coordinator' }));

/** An open session on a day of its own; returns its id. */
export const openSession = async (capacity: number, more: Record<string, string> = {}): Promise<string> => {
  const page = await (await (await staff.get('/training/sessions/new')).form('course').submit('Continue'))
    .form('capacity')
    .fill({
      'dates[0][day]': new Date(Date.UTC(2027, 2, day++)).toISOString().slice(0, 10),
      'dates[0][from]': '09:30',
      'dates[0][to]': '16:30',
      venue: 'Thornhill Hall (sample)',
      town: 'Brighouse',
      capacity: String(capacity),
      ...more,
    })
    .submit('Save and open for booking');
  return /sessions\/([0-9a-f-]{36})/.exec(page.url)![1]!;
};
export const you = (name: string) => ({
  'booker[name]': name,
  'booker[email]': `${name.toLowerCase().replace(/\W+/g, '.')}@example.org`,
  'employer[name]': 'Aire Valley Foods (sample)',
  'employer[postcode]': 'HX1 1UJ',
});
export const bookUrl = (id: string) => `/network/calderdale/training/${id}/book`;
/** The second step, with the booker as the first person. */
export const toPeople = async (id: string, name: string, visitor = web.visitor()): Promise<Page> =>
  (await visitor.get(bookUrl(id))).form('booker[name]').fill(you(name)).submit('Continue');
/** The whole form for one person. */
export const book = async (id: string, name: string): Promise<Page> => {
  const check = await (await toPeople(id, name)).form('people[0][name]').submit('Continue');
  return check.form(/book/).submit(/^(Book|Join)/);
};
export const heading = (page: Page) => page.one('h1').text.trim();
export const mailsTo = (address: string) =>
  web.world.owner<{ template: string; data: Record<string, unknown> }>(
    'SELECT template, data FROM message WHERE address = $1 ORDER BY template',
    [address],
  );
