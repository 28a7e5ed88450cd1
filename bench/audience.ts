import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { CompiledTemplates, MailRegistry, TemplateLoader } from '#mail-templates';
import { Outbox } from '#messaging';
import { Clock, Database, PlatformModule, readSettings } from '#platform';
import { libs } from '../apps/program.js';

/**
 * One half of the wave bench: finds the audience page by page and writes its messages, as the web does when somebody
 * sends. Told `go` on standard input it begins; prints the peak memory as JSON.
 */
const PAGE = 500;

class Audience {}

const settings = readSettings();
const app = await NestFactory.createApplicationContext(
  { module: Audience, imports: [PlatformModule.forRoot('web', settings), ...libs] },
  { logger: ['error'] },
);
const db = app.get(Database, { strict: false });
const outbox = app.get(Outbox, { strict: false });
const clock = app.get(Clock, { strict: false });
const surveyInvitation = app.get(MailRegistry, { strict: false }).find('surveys.survey-invitation')!;
const areaId = process.argv[2]!;
const example = {
  employer: 'Employer Example',
  link: 'https://bench.example/s/',
  openUntil: 'Friday 4 December 2026',
  minutes: 5,
  sender: 'Sam Sample',
};
const { templateId } = await db.read([areaId], (tx) =>
  app.get(TemplateLoader, { strict: false }).current(tx, areaId, surveyInvitation.name),
);
const shown = await db.write([areaId], (tx) =>
  app
    .get(CompiledTemplates, { strict: false })
    .show(tx, { areaId, template: surveyInvitation.name, templateId, editionId: null }, example, {
      name: 'Robin Example',
      subject: '5 minutes on mental health at Employer Example',
      leaveLink: 'https://bench.example/leave/1',
    }),
);
writeFileSync(process.argv[3]!, JSON.stringify(shown));
process.stdout.write('ready\n');
await new Promise((go) => process.stdin.once('data', go));

interface Invitee {
  employerId: string;
  employerName: string;
  contactId: string;
  contactName: string;
  email: string;
}
let after = '00000000-0000-0000-0000-000000000000';
for (let page: Invitee[]; ; ) {
  page = await db.write([areaId], async (tx) => {
    const found = await tx.query<Invitee>(
      `SELECT e.id AS "employerId", e.name AS "employerName", c.id AS "contactId", c.name AS "contactName", c.email
         FROM employer e JOIN contact c ON c.area_id = e.area_id AND c.employer_id = e.id AND c.is_primary AND c.left_at IS NULL
        WHERE e.area_id = $1 AND e.id > $2 AND c.employer_id > $2 AND e.closed_at IS NULL AND e.stage = 'signed' AND c.email IS NOT NULL
        ORDER BY e.id LIMIT $3`,
      [areaId, after, PAGE],
    );
    await outbox.enqueueMany(
      tx,
      found.map((one) => ({
        areaId,
        sendKey: `survey-invitation:bench:${one.employerId}`,
        mail: surveyInvitation,
        to: { address: one.email, name: one.contactName },
        employerId: one.employerId,
        contactId: one.contactId,
        campaign: 'wave:bench',
        cause: 'The bench sent a wave',
        expiresAt: new Date(clock.now().getTime() + 20 * 86_400_000),
        data: { ...example, employer: one.employerName, link: `https://bench.example/s/${one.contactId}` },
      })),
    );
    return found;
  });
  if (page.length < PAGE) break;
  after = page.at(-1)!.employerId;
}
process.stdout.write(`${JSON.stringify({ peakMb: process.resourceUsage().maxRSS / 1024 })}\n`);
await app.close();
process.exit(0);
