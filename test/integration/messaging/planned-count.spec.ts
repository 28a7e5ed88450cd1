import { Suppressions } from '#contact-policy';
import { MailPauses, type Outbox, PlannedCount } from '#messaging';
import { mailRow } from '../../support/mail-row.js';
import { type BookingWorld, bookingWorld } from '../bookings/world.js';

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world?.close());

it('the emails of one act are counted with one look at what is blocked, each by its own kind', async () => {
  const suppressions = world.get(Suppressions);
  const ids: string[] = [];
  for (const mail of [
    { address: 'all@stop.example', purpose: 'service' },
    { address: 'talk@stop.example', purpose: 'engagement' },
    { address: 'talk@stop.example', purpose: 'invitation', topic: 'surveys' },
    { address: 'topic@stop.example', purpose: 'invitation', topic: 'surveys' },
    { address: 'topic@stop.example', purpose: 'engagement' },
    { address: 'none@stop.example', purpose: 'engagement' },
    { address: 'all@stop.example', purpose: 'service', state: 'cancelled' },
  ] as const)
    ids.push(await mailRow(world, { state: 'queued', ...mail }));
  let looks = 0;
  const count = await world.db.write([world.areaId], async (tx) => {
    const stop = (address: string, more: object) =>
      suppressions.suppress(tx, world.areaId, address, [{ reason: 'They asked.', ...more }]);
    await stop('all@stop.example', {});
    await stop('talk@stop.example', { scope: 'engagement', why: 'objection' });
    await stop('topic@stop.example', { scope: 'topic', topic: 'surveys', why: 'objection' });
    const query = tx.query.bind(tx);
    tx.query = ((sql: string, params: unknown[]) => {
      if (sql.includes('suppression')) looks++;
      return query(sql, params);
    }) as typeof tx.query;
    const outbox = { written: () => new Set(ids) } as unknown as Outbox;
    return new PlannedCount(outbox, world.get(MailPauses), suppressions).of(tx, world.areaId);
  });
  expect([count, looks]).toEqual([{ going: 3, waiting: 0, blocked: 3 }, 1]);
});
