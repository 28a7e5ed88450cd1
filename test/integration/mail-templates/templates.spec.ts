import { simpleParser } from 'mailparser';
import { defineMail, MailRegistry, TemplateLoader, Templates } from '#mail-templates';
import { TemplateTrials } from '#messaging';
import type { Actor } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { confirmation } from '../messaging/letter.js';
import { messagingOn, write } from '../messaging/mail.js';

const NAME = 'test.confirmation';
const sam: Actor = { kind: 'user', id: '00000000-0000-7000-8000-000000000001', label: 'Sam Sample' };
const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n');
const words = (subject: string) => ({
  subject,
  body: 'Dear **{{recipient.name}}**\n\n{{#if note}}{{note}}{{/if}}\n\n[Answer]({{link}})',
  because: 'Because {{area.name}} asks.',
});

describe('words that staff write', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen());
  });
  afterAll(async () => {
    await mail?.close();
    await smtp?.close();
    await world?.close();
  });
  const templates = () => mail.get(Templates);
  const inArea = <T>(work: (tx: Parameters<Parameters<typeof world.db.write>[1]>[0]) => Promise<T>) =>
    world.db.write([world.areaId], work);
  const save = (subject: string, basedOn: number) =>
    inArea((tx) => templates().save(tx, world.areaId, NAME, words(subject), { basedOn, note: '' }, sam));

  it('are in force from their saving on; mails planned before go as they were planned', async () => {
    await write(world, mail.outbox, ['before@example.org'], { mail: confirmation as never });
    await save('Hello {{recipient.name}}', 0);
    await inArea((tx) =>
      templates().addFile(tx, world.areaId, NAME, { name: 'Map.pdf', content: PDF }, 1, sam),
    );
    await write(world, mail.outbox, ['after@example.org'], { mail: confirmation as never });
    await mail.sendDue();
    const of = async (address: string) => {
      const raw = smtp.accepted.find((one) => one.to.includes(address))!.raw;
      return simpleParser(raw);
    };
    const [before, after] = [await of('before@example.org'), await of('after@example.org')];
    expect(before.subject).toBe('A question for Robin Example');
    expect(before.text).toContain('A question');
    expect(after.subject).toBe('Hello Robin Example');
    expect(after.html).toContain('Dear <strong>Robin Example</strong>');
    expect(after.text).toContain('Dear Robin Example\n\nAnswer:\nhttps://crm.example.org/s/secret-token');
    expect(after.text).toContain('Because Calderdale asks.');
    const file = after.attachments.find((one) => one.filename === 'Map.pdf');
    expect([file?.contentType, file?.content.equals(PDF)]).toEqual(['application/pdf', true]);
  });

  it('are one area’s alone', async () => {
    const other = await world.db.read([world.secondAreaId], async (tx) => {
      const [version] = await world.owner<{ id: string }>(`SELECT id FROM mail_template WHERE number = 2`);
      const sources = mail.get(TemplateLoader);
      await expect(sources.of(tx, world.secondAreaId, confirmation as never, version!.id)).rejects.toThrow(
        'has no version',
      );
      return sources.current(tx, world.secondAreaId, NAME);
    });
    expect(other).toEqual({ templateId: null });
  });

  it('of two who save in the same moment, one is told', async () => {
    const both = await Promise.allSettled([save('One', 2), save('Two', 2)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: 'messaging.template-changed' });
    const numbers = await world.owner(`SELECT number FROM mail_template WHERE mail = $1 ORDER BY number`, [
      NAME,
    ]);
    expect(numbers).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  });

  it('come back, the program’s own too, with the files they had', async () => {
    const current = async () => {
      const { number, files, version, words } = await inArea((tx) => templates().get(tx, world.areaId, NAME));
      return { number, files: files.map((one) => one.name), own: !version?.words, subject: words.subject };
    };
    const restore = (number: number, basedOn: number) =>
      inArea((tx) => templates().restore(tx, world.areaId, NAME, number, basedOn, sam));
    await restore(1, 3);
    expect(await current()).toEqual({
      number: 4,
      files: [],
      own: false,
      subject: 'Hello {{recipient.name}}',
    });
    await restore(0, 4);
    expect(await current()).toEqual({
      number: 5,
      files: [],
      own: true,
      subject: 'A question for {{recipient.name}}',
    });
    await restore(2, 5);
    expect(await current()).toEqual({
      number: 6,
      files: ['Map.pdf'],
      own: false,
      subject: 'Hello {{recipient.name}}',
    });
    expect(await world.owner(`SELECT count(*)::int AS n FROM mail_file`)).toEqual([{ n: 1 }]);
    const audit = await world.owner(
      `SELECT actor->>'label' AS by, reason FROM audit_line ORDER BY at DESC, id DESC LIMIT 1`,
    );
    expect(audit).toEqual([{ by: 'Sam Sample', reason: 'Version 2 again' }]);
  });

  it('are never changed or deleted, not even by a mistake in the program', async () => {
    for (const sql of [
      `UPDATE mail_template SET subject = 'x'`,
      `DELETE FROM mail_template`,
      `DELETE FROM mail_file`,
    ])
      await expect(inArea((tx) => tx.execute(sql))).rejects.toThrow('permission denied');
  });

  it('hold a mail that lacks a value of theirs, and say which', async () => {
    await inArea((tx) =>
      mail.outbox.enqueue(tx, {
        areaId: world.areaId,
        sendKey: 'test:nameless',
        mail: confirmation as never,
        to: { address: 'nameless@example.org', name: '' },
        data: { link: 'https://crm.example.org/s/secret-token' } as never,
        cause: 'Because a test says so.',
      }),
    );
    await mail.sendDue();
    const [row] = await world.owner(
      `SELECT state, hold, reason FROM message WHERE address = 'nameless@example.org'`,
    );
    expect(row).toEqual({
      state: 'held',
      hold: 'missing-value',
      reason: 'The template asks for something this email does not have: Name of the person it goes to.',
    });
  });

  it('show the link by which one leaves wherever the mail carries it: on service mail that advertises too', async () => {
    mail.registry.add(defineMail({ ...confirmation, name: 'test.offer', promotional: true }));
    const preview = (name: string) =>
      inArea((tx) => mail.get(TemplateTrials).preview(tx, world.areaId, name, null, undefined));
    expect((await preview('test.offer')).text).toContain('/leave/…');
    expect((await preview(NAME)).text).not.toContain('/leave/');
  });

  it('are made once, however many mails go in them', () => {
    const sources = mail.get(TemplateLoader);
    const known = mail.get(MailRegistry).find(NAME)!;
    expect(sources.own(known)).toBe(sources.own(known));
  });
});
