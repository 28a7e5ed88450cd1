import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { type AddressObject, simpleParser } from 'mailparser';
import { Templates } from '#mail-templates';
import { placeConfirmed } from '../../../libs/bookings/mails/place-confirmed/mail.js';
import { dkimKey, dkimRecord } from '../../../libs/mail-transport/src/dkim.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { chances, odd } from '../../support/odd-words.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn } from './mail.js';

const folder = mkdtempSync(join(tmpdir(), 'letter-wire-'));
const keyFile = join(folder, 'key.pem');
/** 60 kB of all bytes there are, line ends and dots among them. */
const PDF = Buffer.concat([
  Buffer.from('%PDF-1.7\n'),
  Buffer.from(Array.from({ length: 60_000 }, (_, n) => (n * 31 + (n >> 8)) % 256)),
  Buffer.from('\r\n.\r\n\n%%EOF\n'),
]);

describe('a mail on the wire', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    world = await testDatabase({
      env: { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'crm', DKIM_KEY_FILE: keyFile },
    });
    world.clock.set('2026-11-24T09:30:00Z');
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen());
    mail.registry.add(placeConfirmed);
  });
  afterAll(async () => {
    await mail?.close();
    await smtp?.close();
    await world?.close();
    rmSync(folder, { recursive: true });
  });

  const example = structuredClone(placeConfirmed.example);
  /** Sends one and answers it as it came. */
  async function sent(address: string, name: string, title: string): Promise<Buffer> {
    await world.db.write([world.areaId], (tx) =>
      mail.outbox.enqueue(tx, {
        areaId: world.areaId,
        sendKey: `wire:${address}`,
        mail: placeConfirmed,
        to: { address, name },
        data: { ...example, title },
        cause: 'Because a test says so.',
      }),
    );
    await mail.sendDue();
    expect(smtp.to(address)).toHaveLength(1);
    return Buffer.from(smtp.to(address)[0]!.raw, 'latin1');
  }

  async function signedByUs(raw: Buffer): Promise<void> {
    const { results } = await dkimVerify(raw, {
      resolver: async () => [[dkimRecord(dkimKey(world.settings)!).text]],
    });
    expect(results.map(({ status }) => status.result)).toEqual(['pass']);
  }

  it('brings the entry for the calendar twice: for programs that offer it, and as a file', async () => {
    const raw = await sent('calendar@example.org', 'Robin Example', 'Listening well');
    await signedByUs(raw);
    const parsed = await simpleParser(raw);
    const [offered, file] = parsed.attachments;
    expect(parsed.attachments).toHaveLength(2);
    expect(offered).toMatchObject({ contentType: 'text/calendar', headers: expect.anything() });
    expect(offered!.headers.get('content-type')).toMatchObject({ params: { method: 'REQUEST' } });
    expect(file).toMatchObject({ contentType: 'application/ics', filename: 'calendar.ics' });
    expect(file!.content.equals(offered!.content)).toBe(true);
    const calendar = new ICAL.Component(ICAL.parse(file!.content.toString()) as never);
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!);
    expect(event.summary).toContain(example.calendar.title);
    expect(event.startDate.toJSDate().toISOString()).toBe(new Date(example.calendar.startsAt).toISOString());
  });

  it('brings the bytes of a file as they are', async () => {
    const templates = mail.get(Templates);
    const file = { name: 'Plan für (alle)’s.pdf', content: PDF };
    await world.db.write([world.areaId], (tx) =>
      templates.addFile(tx, world.areaId, placeConfirmed.name, file, 0, {
        kind: 'user',
        id: '00000000-0000-7000-8000-000000000001',
        label: 'Sam Sample',
      }),
    );
    const raw = await sent('file@example.org', 'Robin Example', 'Listening well');
    await signedByUs(raw);
    const pdf = (await simpleParser(raw)).attachments.find((one) => one.contentType === 'application/pdf');
    expect(pdf!.filename).toBe('Plan für (alle)s.pdf');
    expect(pdf!.content.equals(PDF)).toBe(true);
  });

  it('says what somebody is called, whatever that is, and is ours', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const chance = chances(seed * 977);
      const [name, title] = [`R${odd(chance).replaceAll('\0', '')}`, `T${odd(chance).replaceAll('\0', '')}`];
      const raw = await sent(`odd${seed}@example.org`, name, title);
      await signedByUs(raw);
      const parsed = await simpleParser(raw);
      const once = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
      expect((parsed.to as AddressObject).value[0]).toEqual({
        name: once(name),
        address: `odd${seed}@example.org`,
      });
      const [row] = await world.owner<{ subject: string }>(`SELECT subject FROM message WHERE address = $1`, [
        `odd${seed}@example.org`,
      ]);
      expect(parsed.subject).toBe(row!.subject);
      expect(parsed.headerLines.map((line) => line.key).sort()).toEqual(
        [
          ...['auto-submitted', 'content-type', 'date', 'dkim-signature', 'from', 'message-id'],
          ...['mime-version', 'subject', 'to'],
        ].sort(),
      );
      expect(once(parsed.text!)).toContain(once(title).slice(0, 40));
    }
  });
});
