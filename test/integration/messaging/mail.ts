import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Suppressions } from '#contact-policy';
import { MailRegistry } from '#mail-templates';
import { DeliveryService, Messages, Outbox, SendingModule, Sweeper } from '#messaging';
import { PlatformModule, readSettings } from '#platform';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import type { TestWorld } from '../../support/database.js';
import { LetterModule, letter } from './letter.js';

/** The lib as the worker runs it, on a test's database and mail server. */
export async function messagingOn(world: TestWorld, smtpUrl: string, libs: Type[] = []) {
  const settings = readSettings({ ...world.env, SMTP_URL: smtpUrl, LOG_LEVEL: 'silent' });
  @Module({
    imports: [
      PlatformModule.forRoot('test', settings),
      PublicPagesModule,
      SendingModule,
      LetterModule,
      ...libs,
    ],
  })
  class TestModule {}
  const app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
  const sending = app.get(DeliveryService, { strict: false });
  /** Sends what is due by the test's clock, as the worker would when the queue hands it the ids. */
  const sendDue = async (): Promise<void> => {
    const rows = await world.owner<{ id: string; area_id: string }>(
      `SELECT id, area_id FROM message WHERE next_attempt_at <= $1 ORDER BY id`,
      [world.clock.now()],
    );
    for (const areaId of new Set(rows.map((row) => row.area_id)))
      await sending.send(
        areaId,
        rows.filter((row) => row.area_id === areaId).map((row) => row.id),
      );
  };
  return {
    sending,
    sendDue,
    registry: app.get(MailRegistry, { strict: false }),
    outbox: app.get(Outbox, { strict: false }),
    messages: app.get(Messages, { strict: false }),
    sweeper: app.get(Sweeper, { strict: false }),
    suppressions: app.get(Suppressions, { strict: false }),
    get: <T>(service: Type<T>): T => app.get(service, { strict: false }),
    close: () => app.close(),
  };
}

/** Writes one letter to each address and commits. */
export async function write(
  world: TestWorld,
  outbox: Outbox,
  addresses: readonly string[],
  more: Partial<Parameters<Outbox['enqueue']>[1]> = {},
): Promise<void> {
  await world.db.write([world.areaId], (tx) =>
    outbox.enqueueMany(
      tx,
      addresses.map((address) => ({
        areaId: world.areaId,
        sendKey: `test:${address}`,
        mail: letter,
        to: { address, name: 'Robin Example' },
        data: { link: 'https://crm.example.org/s/secret-token' },
        cause: 'Because a test says so.',
        ...more,
      })) as Parameters<Outbox['enqueueMany']>[1],
    ),
  );
}
