import { bookForum, bookTraining } from './bookings.steps.js';
import { bringInEmployers, signForty } from './employers.steps.js';
import { MainJob, type MainJobOptions } from './job.js';
import { compareChange, followUp, sendBaseline } from './survey.steps.js';

/** The whole main job. Answers the exit status: 0 when everything expected was seen. */
export async function runMainJob(options: MainJobOptions): Promise<number> {
  const job = new MainJob(options);
  const { report } = job;
  try {
    report.step(
      `A fresh instance, queue on ${options.queueUrl ? 'Redis' : 'PostgreSQL'}, ${options.webs} web, ${options.workers} worker`,
    );
    await job.start();
    await bringInEmployers(job);
    const signatories = await signForty(job);
    const oversold = (await bookTraining(job)) + (await bookForum(job));
    const baseline = await sendBaseline(job, signatories);
    const after = await followUp(job, signatories, baseline);
    await compareChange(job, baseline, after);
    report.step('The sum');
    const lost = baseline.lost + after.lost;
    const doubled = baseline.doubled + after.doubled;
    report.check('lost', 0, lost);
    report.check('doubled', 0, doubled);
    report.check('oversold', 0, oversold);
    options.say(
      `\n${report.rows.length - report.missed} of ${report.rows.length} as expected. lost ${lost}, doubled ${doubled}, oversold ${oversold}`,
    );
    return report.missed ? 1 : 0;
  } catch (error) {
    for (const program of [...job.webs, ...job.workers])
      if (program.output) options.say(`--- ${program.app}\n${program.output.slice(-3000)}`);
    throw error;
  } finally {
    await job.stop();
  }
}
