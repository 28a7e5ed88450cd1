import { Contacts, Employers, EmployersModule, Tasks } from '#employers';
import { type Actor, FactDelivery } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { othersEnded } from '../../support/others-ended.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };

describe('mail to an employer that came back', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen(), [EmployersModule]);
  });
  const follow = async () => {
    await othersEnded(world);
    return mail.get(FactDelivery).run();
  };
  afterAll(async () => {
    await mail.close();
    await smtp.close();
    await world.close();
  });

  it('marks the contact and asks once for a working address', async () => {
    const { employerId, contactId } = await world.db.write([world.areaId], async (tx) => {
      const employer = await mail
        .get(Employers)
        .create(tx, world.areaId, { name: 'Norland Joinery (sample)' }, actor);
      const contact = await mail
        .get(Contacts)
        .add(
          tx,
          world.areaId,
          employer.id,
          { name: 'Robin Example', email: 'nouser@norland.example' },
          actor,
        );
      return { employerId: employer.id, contactId: contact.id };
    });
    await write(world, mail.outbox, ['nouser@norland.example', 'ok@norland.example'], {
      employerId,
      contactId,
    });
    await mail.sendDue();
    expect(await follow()).toBe(1);
    expect(await follow()).toBe(0);
    const [contact] = await world.owner<{ email_state: string }>(
      `SELECT email_state FROM contact WHERE id = $1`,
      [contactId],
    );
    expect(contact!.email_state).toBe('bounced');
    const tasks = await world.db.read([world.areaId], (tx) =>
      mail.get(Tasks).findByEmployer(tx, world.areaId, employerId),
    );
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({ title: 'Find a working address', contactId, dueOn: '2026-11-24' });
    expect(tasks[0]!.detail).toContain(
      '“A question for Robin Example” to Robin Example came back. The address does not exist',
    );
    // Codes of the mail server stand on the email's own page.
    expect(tasks[0]!.detail).not.toMatch(/\d\.\d\.\d|“\d{3}/);
  });

  it('of an employer that is not known, or to nobody of it, holds up nothing', async () => {
    await write(world, mail.outbox, ['nouser.public@example.org'], {});
    await mail.sendDue();
    expect(await follow()).toBe(1);
    expect(await world.owner('SELECT FROM task')).toHaveLength(1);
  });
});
