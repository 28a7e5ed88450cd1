import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

/**
 * The floor of the wave bench: the same mails through a plain nodemailer pool of as many connections to the same sink,
 * with no database. `node dist/bench/floor.js <job.json>`; prints seconds, seconds of processor and peak memory as JSON.
 */
interface Job {
  port: number;
  connections: number;
  size: number;
  /** One mail, with these words where the personal ones stand. */
  html: string;
  text: string;
  subject: string;
  personal: { name: string; employer: string; link: string };
  dkim?: { domainName: string; keySelector: string; privateKey: string };
}

const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Job;
const transport = nodemailer.createTransport({
  pool: true,
  host: '127.0.0.1',
  port: job.port,
  maxConnections: job.connections,
  maxMessages: Number.POSITIVE_INFINITY,
  ignoreTLS: true,
  ...(job.dkim ? { dkim: job.dkim } : {}),
});

const put = (text: string, i: number) =>
  text
    .replaceAll(job.personal.link, `${job.personal.link}${i}`)
    .replaceAll(job.personal.employer, `Employer ${i}`)
    .replaceAll(job.personal.name, `Person ${i}`);

const started = performance.now();
const processorBefore = process.cpuUsage();
let next = 0;
async function carry(): Promise<void> {
  while (next < job.size) {
    const i = next++;
    await transport.sendMail({
      from: { name: 'Calderdale Mindful Employer network', address: 'network@bench.example' },
      to: { name: `Person ${i}`, address: `person-${i}@employer-${i % 997}.example` },
      envelope: { from: `network+b-${i}@bench.example`, to: `person-${i}@employer-${i % 997}.example` },
      subject: put(job.subject, i),
      html: put(job.html, i),
      text: put(job.text, i),
      headers: {
        'Auto-Submitted': 'auto-generated',
        'List-Unsubscribe': `<https://bench.example/leave/${i}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    });
  }
}
// Twice as many callers as connections, so that none waits for its next mail.
await Promise.all(Array.from({ length: job.connections * 2 }, carry));
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(processorBefore);
transport.close();
process.stdout.write(
  `${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 })}\n`,
);
