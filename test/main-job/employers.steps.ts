import { projectFile } from '#platform';
import type { MainJob } from './job.js';
import type { Signatory } from './survey.steps.js';

const LIST = 'demo/employers-sample.csv';

/** The 3,000 rows of the sample, through the import pages: loaded, columns shown, rows checked, confirmed, watched. */
export async function bringInEmployers(job: MainJob): Promise<void> {
  const { report, coordinator } = job;
  report.step('Employers: 3,000 rows at one go');
  let page = await (await coordinator.get('/imports'))
    .form('file')
    .file('file', 'employers-sample.csv', projectFile(LIST))
    .submit('Read the file');
  if (page.all('form[action$="/columns"]').length)
    page = await page.form(/columns$/).submit('Check the rows');
  report.check('nothing stored before it is confirmed', 0, await employersCounted(job));
  page = await page.form(/confirm$/).submit(/^Import [\d,]+ rows now$/);
  await job.sink.until(
    'the import to end',
    async () => {
      page = await coordinator.get(page.url);
      return /Imported on/.test(page.words);
    },
    120,
  );
  report.check('employers in the list', 3000, await employersCounted(job));
}

/** What the head of the list says. */
async function employersCounted(job: MainJob): Promise<number> {
  const page = await job.coordinator.get('/employers');
  return Number(/([\d,]+) (?:employers? )?in Calderdale/i.exec(page.words)?.[1]?.replaceAll(',', '') ?? 0);
}

/** Forty employers of Calderdale and round about get a contact and sign. */
export async function signForty(job: MainJob): Promise<Signatory[]> {
  const { report, coordinator } = job;
  report.step('40 sign the charter');
  const signatories: Signatory[] = [];
  let list = await coordinator.get('/employers');
  while (signatories.length < 40) {
    for (const link of list.all('main table tbody th a[href^="/employers/"]')) {
      if (signatories.length === 40) break;
      const employerId = /^\/employers\/([0-9a-f-]{36})$/.exec(link.getAttribute('href')!)?.[1];
      if (employerId)
        signatories.push({
          employerId,
          name: link.text.trim(),
          email: `contact${signatories.length}@signatories.example`,
        });
    }
    if (signatories.length < 40) list = await list.follow(/^Next/);
  }
  for (let i = 0; i < 40; i += 4)
    await Promise.all(signatories.slice(i, i + 4).map((who, k) => sign(job, who, i + k)));
  const charter = await coordinator.get('/charter');
  report.check('signatories on the charter page', true, /\b40\b/.test(charter.words));
  const register = await job.visitor().get('/network/calderdale/register');
  report.check('signatories on the public register', true, /\b40\b/.test(register.words));
  const record = await coordinator.get(`/employers/${signatories[0]!.employerId}`);
  report.check('stage of one of them', true, /Signed/.test(record.words));
  return signatories;
}

async function sign(job: MainJob, who: Signatory, n: number): Promise<void> {
  const { coordinator } = job;
  const added = await (await coordinator.get(`/employers/${who.employerId}/contacts/new`))
    .form('email')
    .fill({ name: `Robin Example ${n} (sample)`, jobRole: 'HR manager', email: who.email, isPrimary: 'yes' })
    .submit();
  if (added.status !== 200)
    throw new Error(`Contact of ${who.name}: ${added.status} ${added.words.slice(0, 300)}`);
  const signed = await (await coordinator.get(`/employers/${who.employerId}/charter/sign`))
    .form('signedOn')
    .fill({
      signatoryName: `Robin Example ${n} (sample)`,
      signatoryRole: 'HR manager',
      signedOn: '2026-11-20',
      listed: 'yes',
    })
    .submit();
  if (signed.status !== 200)
    throw new Error(`Charter of ${who.name}: ${signed.status} ${signed.words.slice(0, 300)}`);
}
