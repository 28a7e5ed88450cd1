import { Suppressions } from '#contact-policy';
import { InboundMailService } from '#inbound-mail';
import { Templates } from '#mail-templates';
import { MailPauses, UnknownMails } from '#messaging';
import { newId, Settings } from '#platform';
import { actor, type SampleWorld } from './sample-world.js';
import { type Calendar, cast, type Member, type Scene } from './story.js';
import { insertUncheckedWords, latestMail } from './story.repository.js';

const CONFIRMED = 'bookings.booking-confirmed';
const WAITING = 'bookings.waiting-joined';
const INVITED = 'surveys.survey-invitation';
const FOLLOWED = 'surveys.survey-followup';

/** What mail goes through besides being sent: words of staff, a pause, answers, objections, and what nobody knows. */
export function mailScenes(calendar: Calendar, members: Member[]): Scene[] {
  const answered = calendar.at({ months: -6, days: -9 }, 14);
  const settled = calendar.at({ months: -6, days: -6 }, 11);
  const lately = calendar.at({ days: -5 }, 15);
  const member = (n: number) => members[n]!;
  let pauseId: string;
  return [
    {
      at: answered,
      play: (world) => comesBack(world, member(cast.away), INVITED, onLeave),
    },
    { at: settled, play: (world) => settleUnknown(world, member(cast.silent)) },
    {
      at: calendar.at({ days: -60 }, 9),
      play: (world) =>
        world.write(async (tx) => {
          const request = { areaId: world.areaId, campaign: null, exceptService: false };
          const reason = 'The mail server is being moved (sample)';
          pauseId = (await world.get(MailPauses).pause(tx, { ...request, reason }, actor)).id;
        }),
    },
    {
      at: calendar.at({ days: -60 }, 11),
      play: async (world) => {
        const why = 'The new mail server answers (sample)';
        await world.write((tx) => world.get(MailPauses).resume(tx, world.areaId, pauseId, why, actor));
      },
    },
    { at: calendar.at({ days: -50 }, 10), play: ownWords },
    // Between these two days somebody joins a waiting list, and the mail about it is held.
    { at: calendar.at({ days: -6 }, 9), play: unfitWords },
    { at: calendar.at({ days: -4 }, 9), play: fitWordsAgain },
    { at: lately, play: (world) => comesBack(world, member(cast.full), FOLLOWED, mailboxFull) },
    {
      at: minutes(lately, 5),
      play: (world) => comesBack(world, member(cast.silent), undefined, mailboxFull),
    },
    { at: minutes(lately, 20), play: (world) => comesBack(world, member(cast.leaves), FOLLOWED, saysNo) },
    { at: minutes(lately, 40), play: (world) => comesBack(world, member(cast.complains), FOLLOWED, isSpam) },
    {
      at: minutes(lately, 60),
      play: (world) =>
        rest(
          world,
          member(cast.atPeace),
          calendar.at({ months: 4 }, 0),
          'Rang: no email until their stocktaking is over (sample).',
        ),
    },
    ...cast.resting.map(({ n, days }) => ({
      at: calendar.at({ days: -12 }, 11, n),
      play: (world: SampleWorld) =>
        rest(world, member(n), calendar.at({ days }, 0), 'Rang: away, nothing before then (sample).'),
    })),
  ];
}

/** Somebody asks staff for no email, but what they do themselves, until a date. */
async function rest(world: SampleWorld, member: Member, until: Date, reason: string): Promise<void> {
  const wish = { scope: 'all-but-service', why: 'pause', source: 'staff', reason, until, actor } as const;
  await world.write((tx) => world.get(Suppressions).suppress(tx, world.areaId, member.contact.email, [wish]));
}

const minutes = (at: Date, n: number): Date => new Date(at.getTime() + n * 60_000);

/** Staff's own words for a mail, in force since. */
async function ownWords(world: SampleWorld): Promise<void> {
  await world.write(async (tx) => {
    const { words } = await world.get(Templates).get(tx, world.areaId, CONFIRMED);
    const body = `${words.body}\n\n-# The words of this email were changed by the staff of the sample area (sample).`;
    const change = { basedOn: 0, note: 'Says that the area is a sample (sample)' };
    await world.get(Templates).save(tx, world.areaId, CONFIRMED, { ...words, body }, change, actor);
  });
}

/** Words as an older program would have taken them; this one has nothing to put in for `nickname`. */
async function unfitWords(world: SampleWorld): Promise<void> {
  await world.write(async (tx) => {
    const { words } = await world.get(Templates).get(tx, world.areaId, WAITING);
    await insertUncheckedWords(
      tx,
      world.areaId,
      WAITING,
      { ...words, subject: `{{nickname}}: ${words.subject}` },
      'By first name (sample)',
      world.clock.now(),
      actor,
    );
  });
}

async function fitWordsAgain(world: SampleWorld): Promise<void> {
  await world.write((tx) => world.get(Templates).restore(tx, world.areaId, WAITING, 0, 1, actor));
}

/** The latest mail of a kind to somebody. */
async function latest(world: SampleWorld, member: Member, mail: string) {
  const found = await world.write((tx) => latestMail(tx, world.areaId, member.contactId, mail));
  if (!found) throw new Error(`Sample employer ${member.n} got no ${mail}`);
  return found;
}

async function settleUnknown(world: SampleWorld, member: Member): Promise<void> {
  const { id } = await latest(world, member, INVITED);
  await world
    .get(UnknownMails)
    .settle(world.areaId, [id], 'arrived', 'They rang and have the email (sample).', actor);
}

/** A mail comes in about the latest mail of a kind to somebody; without a kind it names only their address. */
async function comesBack(
  world: SampleWorld,
  member: Member,
  mail: string | undefined,
  write: (about: string) => string[],
): Promise<void> {
  const { mailFrom } = world.get(Settings);
  const at = mailFrom.lastIndexOf('@');
  const token = mail && (await latest(world, member, mail)).token;
  const to = token ? `${mailFrom.slice(0, at)}+b-${token}${mailFrom.slice(at)}` : mailFrom;
  const raw = [`To: ${to}`, `Message-ID: <${newId()}@sample.example>`, ...write(member.contact.email), ''];
  await world.get(InboundMailService).ingest('inlet', `sample:${newId()}`, Buffer.from(raw.join('\r\n')), to);
}

const onLeave = (about: string): string[] => [
  `From: ${about}`,
  'Subject: Automatic reply: away until Monday (sample)',
  'Auto-Submitted: auto-replied',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'I am on leave until Monday (sample).',
];

const saysNo = (about: string): string[] => [
  `From: ${about}`,
  'Subject: Unsubscribe',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'unsubscribe',
];

const report = (kind: string, subject: string, text: string, fields: string[]): string[] => [
  'From: Mail delivery (sample) <mailer-daemon@sample.example>',
  `Subject: ${subject}`,
  'MIME-Version: 1.0',
  `Content-Type: multipart/report; report-type=${kind}; boundary="b"`,
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  text,
  '--b',
  `Content-Type: message/${kind}`,
  '',
  ...fields,
  '',
  '--b--',
];

const mailboxFull = (about: string): string[] =>
  report('delivery-status', 'Undelivered mail (sample)', `<${about}>: the mailbox is full (sample).`, [
    'Reporting-MTA: dns; mx.sample.example',
    '',
    `Final-Recipient: rfc822; ${about}`,
    'Action: failed',
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 5.2.2 Mailbox is full (sample)',
  ]);

const isSpam = (about: string): string[] =>
  report(
    'feedback-report',
    'Complaint about a mail (sample)',
    'Somebody reported this mail as spam (sample).',
    ['Feedback-Type: abuse', 'User-Agent: Sample/1.0', 'Version: 1', `Original-Rcpt-To: <${about}>`],
  );
