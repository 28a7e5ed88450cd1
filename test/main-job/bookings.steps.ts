import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '../support/visitor.js';
import type { MainJob } from './job.js';

interface Booked {
  email: string;
  page: Page;
  waiting: boolean;
}

/** The public booking form, step by step, for one person. */
async function book(job: MainJob, sessionId: string, n: number, who: string): Promise<Booked> {
  const email = `${who}${n}@delegates.example`;
  const visitor = job.visitor(n);
  let page = await visitor.get(`/network/calderdale/training/${sessionId}/book`);
  page = await page
    .form('booker[name]')
    .fill({
      'booker[name]': `${who} Person ${n} (sample)`,
      'booker[email]': email,
      'employer[name]': `Employer of ${who} ${n} (sample)`,
      'employer[postcode]': 'HX1 1UJ',
    })
    .submit('Continue');
  page = await page.form('people[0][name]').submit('Continue');
  page = await page.form(/book/i).submit(/^(Book|Join|Send)/);
  // On a busy machine: "Nothing is booked yet; your answers are kept". The same button, with the same submission key.
  for (let again = 0; page.status === 429 && again < 20; again++) {
    await sleep(500);
    page = await page.form(/book/i).submit(/^(Book|Join|Send)/);
  }
  if (page.status !== 200) throw new Error(`Booking of ${email}: ${page.status} ${page.words.slice(0, 300)}`);
  return { email, page, waiting: /waiting list/i.test(page.words) };
}

/** Ids of a session from the address of its staff page. */
const idOf = (page: Page): string => /sessions\/([0-9a-f-]{36})/.exec(page.url)![1]!;

async function staffCounts(job: MainJob, sessionId: string): Promise<{ confirmed: number; waiting: number }> {
  const page = await job.coordinator.get(`/training/sessions/${sessionId}`);
  const count = (pattern: RegExp) => Number(pattern.exec(page.words)?.[1] ?? Number.NaN);
  return { confirmed: count(/(\d+) of \d+ places taken/), waiting: count(/Waiting list: (\d+)/) };
}

/** 20 people at once on 12 places, a cancellation, the first of the queue moves up. Answers how many seats were oversold. */
export async function bookTraining(job: MainJob): Promise<number> {
  const { report, sink, coordinator } = job;
  report.step('Training: a session of 12 with 20 people booking at once');
  const courses = await coordinator.get('/training/courses');
  if (courses.all('form[action$="/first"]').length) await courses.form(/first/).submit();
  const ask = await coordinator.get('/training/sessions/new');
  const page = await ask.form('course').submit('Continue');
  const made = await page
    .form('capacity')
    .fill({
      'dates[0][day]': '2026-12-08',
      'dates[0][from]': '09:30',
      'dates[0][to]': '16:30',
      venue: 'Thornhill Hall (sample)',
      town: 'Brighouse',
      capacity: '12',
      minimum: '8',
      price: '0',
    })
    .submit(/open/i);
  const sessionId = idOf(made);

  const calendar = await job.visitor().get('/network/calderdale/training');
  report.check('the session stands in the public calendar', true, calendar.words.includes('Thornhill Hall'));

  const booked = await Promise.all(Array.from({ length: 20 }, (_, n) => book(job, sessionId, n, 'delegate')));
  report.check('told that they have a place', 12, booked.filter((b) => !b.waiting).length);
  report.check('told that they wait', 8, booked.filter((b) => b.waiting).length);
  const full = await staffCounts(job, sessionId);
  report.check('places taken, waiting (staff page)', [12, 8], [full.confirmed, full.waiting]);

  await sink.until('20 letters about the bookings', () => booked.every((b) => sink.to(b.email).length >= 1));
  const calendarFiles = booked
    .filter((b) => !b.waiting)
    .filter((b) =>
      /METHOD:REQUEST/.test(
        sink
          .to(b.email)[0]!
          .mail.attachments.map((a) => a.content.toString())
          .join('') || String(sink.to(b.email)[0]!.mail.headerLines),
      ),
    );
  report.check('confirmations with a calendar file', 12, calendarFiles.length);

  const leaving = booked.find((b) => !b.waiting)!;
  const link = /https?:\/\/[^\s]+\/b\/([\w-]+)/.exec(sink.to(leaving.email)[0]!.mail.text!)![1]!;
  const cancel = await job.visitor().get(`/b/${link}/cancel`);
  const sure = await cancel.form(/cancel/i).submit('Continue');
  await sure.form(/cancel/i).submit(/^Cancel/);
  const movedUp = () => booked.filter((b) => b.waiting && sink.to(b.email).length >= 2);
  await sink.until('a letter to whoever moved up', () => movedUp().length >= 1, 20);
  const after = await staffCounts(job, sessionId);
  report.check('after one cancelled: places taken, waiting', [12, 7], [after.confirmed, after.waiting]);
  report.check('moved up and told', 1, movedUp().length);
  const first = (await coordinator.get(`/training/sessions/${sessionId}`)).words;
  report.check(
    'who moved up has a place now',
    true,
    first.includes(movedUp()[0]!.email.split('@')[0]!.replace('delegate', 'delegate Person ')),
  );
  return Math.max(0, full.confirmed - 12) + Math.max(0, after.confirmed - 12);
}

/** A forum meeting, booked with the same code. Answers how many seats were oversold. */
export async function bookForum(job: MainJob): Promise<number> {
  const { report, coordinator, sink } = job;
  report.step('The employer forum');
  const made = await (await coordinator.get('/training/meetings/new'))
    .form('capacity')
    .fill({
      title: 'Employer forum: coming back after time off',
      summary: 'What helps, told by three employers (sample).',
      'dates[0][day]': '2026-12-03',
      'dates[0][from]': '09:30',
      'dates[0][to]': '12:00',
      venue: 'Hebble Mill Rooms (sample)',
      town: 'Halifax',
      capacity: '5',
      price: '0',
    })
    .submit(/open/i);
  const sessionId = idOf(made);
  const booked = await Promise.all(Array.from({ length: 6 }, (_, n) => book(job, sessionId, n, 'member')));
  const counts = await staffCounts(job, sessionId);
  report.check('six for five seats: places taken, waiting', [5, 1], [counts.confirmed, counts.waiting]);
  await sink.until('6 letters about the forum', () => booked.every((b) => sink.to(b.email).length >= 1));
  return Math.max(0, counts.confirmed - 5);
}
