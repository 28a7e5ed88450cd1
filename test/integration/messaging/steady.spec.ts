import { setTimeout as sleep } from 'node:timers/promises';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

describe('a worker with a mail server that misbehaves', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen());
  });
  afterAll(async () => {
    await mail.close();
    await smtp.close();
    await world.close();
  });

  const state = async (address: string): Promise<string> =>
    (await world.owner<{ state: string }>(`SELECT state FROM message WHERE address = $1`, [address]))[0]!
      .state;
  const sent = async (...addresses: string[]) => {
    await write(world, mail.outbox, addresses);
    const late = sleep(8_000, 'late', { ref: false });
    return Promise.race([mail.sendDue(), late]);
  };
  /** Makes the database take its time over a change of a row. */
  const slowly = (table: string, name: string, when: string) =>
    world.owner(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$;
       CREATE TRIGGER ${name} BEFORE UPDATE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}()`,
    );

  it('goes on sending after connections that ended between 354 and leave to send, however many', async () => {
    await slowly('attempt', 'slow_leave', `NEW.phase = 'data' AND OLD.phase = 'claimed'`);
    for (let n = 1; n <= 6; n++) {
      expect(await sent(`ready${n}@example.org`)).toBeUndefined();
      expect(await sent(`drop354once.${n}@example.org`)).toBeUndefined();
      expect(smtp.tries.get(`drop354once.${n}@example.org`)).toBe(2);
      expect(await state(`drop354once.${n}@example.org`)).toBe('sent');
      expect(smtp.to(`drop354once.${n}@example.org`)).toHaveLength(1);
    }
    await world.owner(`DROP TRIGGER slow_leave ON attempt`);
  });

  it('lets words of the mail server that cannot be stored spoil no other mail', async () => {
    await slowly('message', 'slow_settling', `NEW.state = 'sent'`);
    const others = ['beside1@example.org', 'beside2@example.org', 'beside3@example.org'];
    // The first to be answered is being written down while the others gather.
    expect(await sent('first@example.org', 'dotodd@example.org', ...others)).toBeUndefined();
    await world.owner(`DROP TRIGGER slow_settling ON message`);
    for (const address of others) expect([address, await state(address)]).toEqual([address, 'sent']);
    const [odd] = await world.owner<{ state: string; reason: string }>(
      `SELECT state, reason FROM message WHERE address = 'dotodd@example.org'`,
    );
    expect(odd).toMatchObject({ state: 'retry', reason: expect.stringContaining('4.3.0 Odd words') });
  });
});
