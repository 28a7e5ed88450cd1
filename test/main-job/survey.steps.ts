import { setTimeout as sleep } from 'node:timers/promises';
import type { Form, Page } from '../support/visitor.js';
import type { MainJob } from './job.js';
import type { Letter } from './mail-sink.js';
import { type Change, matchedChange } from './oracle.js';

export interface Signatory {
  employerId: string;
  name: string;
  email: string;
}
type Answers = Record<string, number | 'dk' | undefined>;

export interface WaveOutcome {
  lost: number;
  doubled: number;
  /** Answers given, by employer. */
  answers: Map<string, Answers>;
  waveId: string;
}

const STANDARDS = [
  'std_plan',
  'std_aware',
  'std_talk',
  'std_work',
  'std_manage',
  'std_check',
  'enh_report',
  'enh_lead',
  'enh_disclose',
  'enh_support',
];

/** What an employer answers: the same on every run, a little better the second time, with gaps. */
function plan(n: number, second: boolean): Answers {
  const answers: Answers = {};
  STANDARDS.forEach((standard, s) => {
    const base = 1 + ((n * 7 + s * 3) % 4);
    const better = second ? ((n + s) % 5 === 0 ? -1 : (n * 3 + s) % 3) : 0;
    const value = Math.min(5, Math.max(1, base + better));
    answers[standard] =
      (n + s) % 17 === 0 ? 'dk' : (n * 5 + s + (second ? 1 : 0)) % 19 === 0 ? undefined : value;
  });
  return answers;
}

/** Names of the radio groups of a form. */
const groups = (form: Form): string[] => [
  ...new Set(form.element.querySelectorAll('input[type=radio]').map((radio) => radio.getAttribute('name')!)),
];

/** Answers by personal link, page by page as somebody would; everybody is of the private sector with over 500 people. */
async function answer(job: MainJob, link: string, answers: Answers, n: number): Promise<Page> {
  const visitor = job.visitor(n);
  let page = await visitor.get(new URL(link).pathname);
  page = await page.follow(/\/q\//);
  for (let pages = 0; pages < 60 && /\/q\//.test(page.url); pages++) {
    const form = page.form('later');
    for (const name of groups(form)) {
      const fixed: Record<string, string> = {
        role: 'hr',
        org_type: 'private',
        headcount_band: 'n501_plus',
        share: 'totals',
      };
      const value = name in answers ? answers[name] : fixed[name];
      if (value !== undefined) form.fill({ [name]: String(value) });
    }
    page = await form.submit('Save and continue');
    if (page.status !== 200)
      throw new Error(`${page.url} answered ${page.status}: ${page.words.slice(0, 300)}`);
  }
  return page.form(/check$/).submit();
}

const linkIn = (letter: Letter): string => /https?:\/\/\S+\/s\/[\w-]+/.exec(letter.mail.text ?? '')![0];

/** Mails of unknown fate: the coordinator looks whether each arrived and settles it. Answers how many there were. */
async function settleUnknown(job: MainJob): Promise<number> {
  let settled = 0;
  for (let round = 0; round < 200; round++) {
    const list = await job.coordinator.get('/mail?show=unknown');
    const link = list
      .all('main a[href^="/mail/"]')
      .find((a) => /^\/mail\/[0-9a-f-]{36}$/.test(a.getAttribute('href')!));
    if (!link) return settled;
    const page = await job.coordinator.get(link.getAttribute('href')!);
    const to = /[\w.+-]+@[\w.-]+\.example/.exec(page.words)![0];
    const arrived = job.sink.to(to, SURVEY).length > 0;
    await page
      .form('reason')
      .fill({ reason: 'Looked into the mailbox of the main job' })
      .submit(arrived ? /arrived/i : /once more/i);
    settled++;
  }
  throw new Error('Mails of unknown fate do not come to an end');
}

const SURVEY = /./;

/** Counts letters with a survey link to each person; exactly one each is right. */
function tally(
  job: MainJob,
  asked: Signatory[],
  since: number,
): { lost: number; doubled: number; letters: Map<string, Letter> } {
  const letters = new Map<string, Letter>();
  let doubled = 0;
  for (const letter of job.sink.letters.slice(since)) {
    if (!/\/s\/[\w-]+/.test(letter.mail.text ?? '')) continue;
    const to = letter.to[0]!;
    if (letters.has(to)) doubled++;
    letters.set(to, letter);
  }
  return { lost: asked.filter((s) => !letters.has(s.email)).length, doubled, letters };
}

export async function sendBaseline(job: MainJob, signatories: Signatory[]): Promise<WaveOutcome> {
  const { report, sink } = job;
  report.step('The baseline goes to the 40, while workers are killed');
  const since = sink.letters.length;
  const made = await (await job.coordinator.get('/surveys/new'))
    .form('title')
    .fill({ title: 'Employer survey 2026' })
    .submit();
  report.check('shown before sending', true, /40 people/.test(made.words));
  sink.delay = 200;
  const sent = await made.form('shown').submit(/Send to 40/);
  const waveId = /waves\/([0-9a-f-]{36})/.exec(sent.url)![1]!;
  const letters = () => sink.letters.length - since;
  await sink.until('the first letters of the wave', () => letters() >= 6);
  await job.killWorker(0);
  report.check('first SIGKILL came in the middle', true, letters() < 40);
  const then = letters();
  await sink.until('letters after the first kill', () => letters() >= Math.min(then + 8, 30));
  await job.killWorker(1);
  report.check('second SIGKILL came in the middle', true, letters() < 40);
  sink.delay = 0;
  await sleep(2000);
  // The leases of the killed run out.
  await job.timePasses('2026-11-24T10:30:00Z');
  await allSettled(job, waveId);
  const unknown = await settleUnknown(job);
  job.options.say(`  ${unknown} of unknown fate after two kills, settled by hand`);
  await allSettled(job, waveId);
  const { lost, doubled, letters: got } = tally(job, signatories, since);
  report.check('invitations that arrived', 40, got.size);

  report.step('30 answer');
  const answers = new Map<string, Answers>();
  const answering = signatories.slice(0, 30);
  for (let i = 0; i < answering.length; i += 5)
    await Promise.all(
      answering.slice(i, i + 5).map(async (who, k) => {
        const given = plan(i + k, false);
        const done = await answer(job, linkIn(got.get(who.email)!), given, i + k);
        if (!/thank/i.test(done.words)) throw new Error('No thanks: ' + done.words.slice(0, 200));
        answers.set(who.employerId, given);
      }),
    );
  const wave = await job.coordinator.get(`/surveys/waves/${waveId}`);
  report.check('response on the wave page', true, /30 of 40 ?have answered/.test(wave.words));
  return { lost, doubled, answers, waveId };
}

/** Waits until no mail is on its way any more. */
async function allSettled(job: MainJob, waveId: string): Promise<void> {
  await job.sink.until(
    `all mail of ${waveId} to come to an end`,
    async () => {
      const page = await job.coordinator.get('/mail?show=going');
      const going = page
        .all('main a[href^="/mail/"]')
        .filter((a) => /^\/mail\/[0-9a-f-]{36}$/.test(a.getAttribute('href')!)).length;
      await sleep(300);
      return going === 0;
    },
    90,
  );
}

/** Two withdraw, one signs newly; six months later the follow-up goes by itself to the 38 that are left. */
export async function followUp(
  job: MainJob,
  signatories: Signatory[],
  baseline: WaveOutcome,
): Promise<WaveOutcome> {
  const { report, sink, coordinator } = job;
  report.step('Six months pass');
  const withdrawn = [signatories[3]!, signatories[35]!];
  for (const who of withdrawn) {
    const page = await coordinator.get(`/employers/${who.employerId}/charter/end`);
    await page.form('how').fill({ how: 'withdrawn', reason: 'They told us on the phone (sample)' }).submit();
  }
  const right = signatories.filter((s) => !withdrawn.includes(s));
  const since = sink.letters.length;
  // 24 May 2027 is the Monday six calendar months after; it opens at 9am in London, which is 8:00 UTC.
  await job.timePasses('2027-05-24T07:50:00Z');
  await sleep(4000);
  report.check('follow-ups before 9am of the day', 0, tally(job, right, since).letters.size);
  job.timeIs('2027-05-24T08:00:01Z');
  await sink.until(
    'the follow-up to go out by itself',
    () => tally(job, right, since).letters.size >= 38,
    60,
  );
  await sleep(3000);
  const { lost, doubled, letters } = tally(job, right, since);
  report.check('follow-ups that arrived', 38, letters.size);
  report.check(
    'to somebody who should not have one',
    0,
    [...letters.keys()].filter((to) => !right.some((s) => s.email === to)).length,
  );

  report.step('24 answer');
  const answers = new Map<string, Answers>();
  // 22 who answered before (one of them withdrew since, so of the first 23) and two who had not.
  const answering = [
    ...right.filter((s) => baseline.answers.has(s.employerId)).slice(0, 22),
    ...right.filter((s) => !baseline.answers.has(s.employerId)).slice(0, 2),
  ];
  for (let i = 0; i < answering.length; i += 4)
    await Promise.all(
      answering.slice(i, i + 4).map(async (who, k) => {
        const given = plan(signatories.indexOf(who), true);
        await answer(job, linkIn(letters.get(who.email)!), given, i + k);
        answers.set(who.employerId, given);
      }),
    );
  report.check('follow-up answers', 24, answers.size);
  return { lost, doubled, answers, waveId: '' };
}

/** The change shown on the page against the oracle's, standard by standard. */
export async function compareChange(job: MainJob, baseline: WaveOutcome, after: WaveOutcome): Promise<void> {
  const { report, coordinator } = job;
  report.step('What changed');
  const surveys = await coordinator.get('/surveys');
  const link = surveys
    .all('a[href]')
    .map((a) => a.getAttribute('href')!)
    .find((href) => /^\/surveys\/[0-9a-f-]{36}/.test(href));
  const wave = link
    ? await coordinator.get(link)
    : await (await coordinator.get(`/surveys/waves/${baseline.waveId}`)).follow(/changed/i);
  const rows = wave
    .all('table tbody tr')
    .map((tr) => tr.querySelectorAll('th, td').map((cell) => cell.text.replace(/\s+/g, ' ').trim()));
  const number = (value: Answers[string]) => (typeof value === 'number' ? value : undefined);
  const both = [...baseline.answers.keys()].filter((id) => after.answers.has(id));
  report.check('answered both times', true, wave.words.includes(`same ${both.length} employers`));
  STANDARDS.forEach((standard, s) => {
    const expected = matchedChange(
      both.map((id) => [
        number(baseline.answers.get(id)![standard]),
        number(after.answers.get(id)![standard]),
      ]),
    );
    const row = rows[s] ?? [];
    report.check(row[0] ?? standard, inWords(expected), row.slice(1, 6).join(' | '));
  });
}

/** As the page prints it: item means with two decimals, a proper minus sign. */
function inWords(c: Change): string {
  const two = (x: number) =>
    (Math.sign(x) * (Math.round(Math.abs(x) * 100 + 1e-9) / 100)).toFixed(2).replace('-', '−');
  const signed = (x: number) => (x > 0 && two(x) !== '0.00' ? '+' : '') + two(x);
  return [two(c.before), two(c.after), signed(c.change), `${signed(c.low)} to ${signed(c.high)}`, c.n].join(
    ' | ',
  );
}
