import { Test } from '@nestjs/testing';
import pg from 'pg';
import { AccessModule, Audit, AuditChain, AuditRetention, AuditTrail } from '#access';
import { type Actor, NO_AREA, newId, PlatformModule, sqlState } from '#platform';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { eraseSealed } from '../../../libs/access/src/audit-chain.service.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const REFUSED = '42501';
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => 'accepted',
    (error: unknown) => sqlState(error) ?? (error as { code?: string }).code ?? (error as Error).message,
  );

describe('the audit', () => {
  let world: TestWorld;
  let audit: Audit;
  let chain: AuditChain;
  let trail: AuditTrail;
  let retention: AuditRetention;
  let close: () => Promise<void>;
  const sam: Actor = { kind: 'user', id: newId(), label: 'Sam Sample' };

  beforeEach(async () => {
    world = await testDatabase();
    const module = await Test.createTestingModule({
      imports: [PlatformModule.forRoot('test', world.settings), PublicPagesModule, AccessModule],
    }).compile();
    audit = module.get(Audit);
    chain = module.get(AuditChain);
    trail = module.get(AuditTrail);
    retention = module.get(AuditRetention);
    close = () => module.close();
  });
  afterEach(async () => {
    await close();
    await world.close();
  });

  const add = (entry: Partial<Parameters<Audit['record']>[1]> = {}) =>
    world.db.write([], (tx) =>
      audit.record(tx, {
        areaId: world.areaId,
        actor: sam,
        verb: 'change',
        resource: 'setting',
        ...entry,
      }),
    );
  const rows = (areas: string[], sql = 'SELECT id FROM audit_line') =>
    world.db.read(areas, (tx) => tx.query(sql));

  it('takes entries from anywhere and gives them back in their area only', async () => {
    await add();
    await add({ areaId: world.secondAreaId });
    await add({ areaId: null, resource: 'sign_in_session', verb: 'signed-in' });
    expect(await rows([])).toHaveLength(0);
    expect(await rows([world.areaId])).toHaveLength(1);
    expect(await rows([world.areaId, world.secondAreaId])).toHaveLength(2);
    expect(await rows([NO_AREA], 'SELECT kind FROM audit_line')).toEqual([{ kind: 'sign-in' }]);
    expect(await rows([], 'SELECT entry_id FROM audit_value')).toHaveLength(0);
    // Control: without the wall the values of all areas would be there.
    await world.owner('ALTER TABLE audit_value DISABLE ROW LEVEL SECURITY');
    expect(await rows([], 'SELECT entry_id FROM audit_value')).toHaveLength(3);
  });

  it('can be added to and read, not changed, removed or sealed by the program', async () => {
    await add();
    const all = [world.areaId, NO_AREA];
    for (const sql of [
      `UPDATE audit_entry SET verb = 'list'`,
      'UPDATE audit_entry SET seal = 1',
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      `UPDATE audit_value SET value = '{}'`,
      'TRUNCATE audit_value',
      'DELETE FROM audit_value',
      `INSERT INTO audit_seal VALUES (1, now(), 'change', 0, '', '')`,
      'UPDATE audit_seal SET entries = 0',
      'DELETE FROM audit_seal',
      'UPDATE audit_check SET broken = NULL',
    ])
      expect([sql, await codeOf(world.db.write(all, (tx) => tx.execute(sql)))]).toEqual([sql, REFUSED]);
    // Control: it is the missing right that refuses.
    await world.owner('GRANT UPDATE (verb) ON audit_entry TO crm_program');
    expect(
      await codeOf(world.db.write(all, (tx) => tx.execute(`UPDATE audit_entry SET verb = 'list'`))),
    ).toBe('accepted');
  });

  it('holds digests of what is personal, so that this can go and the chain stays whole', async () => {
    const contactId = newId();
    await add({
      contactId,
      reason: 'Robin Example rang',
      changes: { officer: ['Pat Placeholder', 'Robin Example'] },
    });
    await add({ reason: 'Something else' });
    await chain.seal();
    const [kept] = await world.owner<{ row: string }>(
      'SELECT to_jsonb(e)::text AS row FROM audit_entry e WHERE contact_id = $1',
      [contactId],
    );
    expect(kept!.row).not.toMatch(/Robin|Pat|Sam/);
    const line = 'SELECT actor, reason, changes FROM audit_line WHERE contact_id IS NOT NULL';
    expect(await rows([world.areaId], line)).toEqual([
      {
        actor: sam,
        reason: 'Robin Example rang',
        changes: { officer: ['Pat Placeholder', 'Robin Example'] },
      },
    ]);
    const forget = world.db.write([world.areaId], (tx) => retention.forget(tx, world.areaId, contactId, sam));
    expect(await forget).toBe(1);
    expect(await rows([world.areaId], line)).toEqual([
      { actor: { kind: 'user', id: sam.id }, reason: null, changes: null },
    ]);
    // That it was done is an entry of its own; the other value is its actor's name.
    expect(
      await rows([world.areaId], `SELECT actor, subject, row_count FROM audit_line WHERE verb = 'erase'`),
    ).toEqual([{ actor: sam, subject: contactId, row_count: 1 }]);
    expect(await world.owner('SELECT 1 FROM audit_value')).toHaveLength(2);
    await chain.seal();
    expect(await chain.check()).toMatchObject({ broken: null, entries: '3' });
    const elsewhere = await world.db.write([world.secondAreaId], (tx) =>
      retention.forget(tx, world.areaId, contactId, sam),
    );
    expect(elsewhere).toBe(0);
  });

  it('is sealed in a chain that says where it was changed, however it was', async () => {
    for (let n = 0; n < 3; n++) {
      await add({ reason: `change ${n}` });
      await add({ kind: 'read', verb: 'see', resource: 'message_body' });
      expect(await chain.seal()).toBe(2);
    }
    expect(await chain.seal()).toBe(0);
    const sound = await chain.check();
    expect(sound).toMatchObject({ seals: '6', entries: '6', removed: '0', broken: null });
    expect(await chain.holds(sound.head!)).toBe(true);
    expect(await chain.holds(sound.head!.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBe(false);
    const faults: [sql: string, undo: string, broken: string][] = [
      [
        `UPDATE audit_entry SET verb = 'see' WHERE seal = 3`,
        `UPDATE audit_entry SET verb = 'change' WHERE seal = 3`,
        '3',
      ],
      [
        `UPDATE audit_entry SET value_hash = sha256('x') WHERE seal = 5`,
        `UPDATE audit_entry e SET value_hash = sha256(convert_to(v.salt || v.value::text, 'UTF8')) FROM audit_value v
          WHERE v.entry_id = e.id AND seal = 5`,
        '5',
      ],
      [
        'UPDATE audit_entry SET seal = NULL WHERE seal = 1',
        'UPDATE audit_entry SET seal = 1 WHERE seal IS NULL',
        '1',
      ],
      [
        `UPDATE audit_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 4`,
        `UPDATE audit_seal SET sealed_at = sealed_at + interval '1 day' WHERE number = 4`,
        '4',
      ],
      [
        `UPDATE audit_seal SET entries_hash = sha256('x') WHERE number = 2`,
        `UPDATE audit_seal SET entries_hash = (SELECT sha256(audit_digest(e)) FROM audit_entry e WHERE e.seal = 2) WHERE number = 2`,
        '2',
      ],
    ];
    for (const [sql, undo, broken] of faults) {
      await world.owner(sql);
      expect([sql, (await chain.check()).broken]).toEqual([sql, broken]);
      await world.owner(undo);
      expect((await chain.check()).broken).toBeNull();
    }
    expect(await chain.lastCheck()).toMatchObject({ head: sound.head, broken: null });
    // An entry taken away with its seal, and one put in later under an old seal.
    await world.owner('UPDATE audit_seal SET number = 7 WHERE number = 6');
    expect((await chain.check()).broken).toBe('7');
    await world.owner('UPDATE audit_seal SET number = 6 WHERE number = 7');
    await add();
    await world.owner('UPDATE audit_entry SET seal = 2 WHERE seal IS NULL');
    expect((await chain.check()).broken).toBe('2');
  });

  it('is sealed without holding up who writes; what commits late is in the next seal', async () => {
    await add();
    const late = new pg.Client({ connectionString: world.settings.appDatabaseUrl });
    await late.connect();
    try {
      await late.query('BEGIN');
      await late.query(
        `INSERT INTO audit_entry (id, at, actor, verb, resource) VALUES ($1, '2026-11-24T08:00:00Z', '{"kind":"program"}', 'see', 'employer')`,
        [newId()],
      );
      expect(await chain.seal()).toBe(1);
      await add();
      expect(await chain.seal()).toBe(1);
      await late.query('COMMIT');
    } finally {
      await late.end();
    }
    // A seal over all times up to a minute would have passed it over: it is older than what is sealed.
    expect(await chain.seal()).toBe(1);
    expect(await chain.check()).toMatchObject({ entries: '3', broken: null });
    // And a writer is not held up while a seal is being made.
    const sealer = new pg.Client({ connectionString: world.settings.appDatabaseUrl });
    await sealer.connect();
    try {
      await add();
      await sealer.query('BEGIN');
      await sealer.query('SELECT seal_audit(now())');
      await add();
      await sealer.query('COMMIT');
    } finally {
      await sealer.end();
    }
    expect(await chain.seal()).toBe(1);
  });

  it('is broken where a value stands that was not the one set aside, and not where it is gone', async () => {
    const before = await chain.check();
    await add({ reason: 'what was said then' });
    await chain.seal();
    const as = (areaId: string, sql: string) => world.db.write([areaId], (tx) => tx.execute(sql));
    const [held] = await world.owner<{ entry_id: string; area_id: string; salt: string; value: string }>(
      `SELECT entry_id, area_id, salt, value::text AS value FROM audit_value WHERE value ->> 'reason' = 'what was said then'`,
    );
    const { entry_id: id, area_id: area, salt, value } = held!;
    await world.owner(`DELETE FROM audit_value WHERE entry_id = '${id}'`);
    expect((await chain.check()).broken).toEqual(before.broken);
    const put = (text: string) =>
      as(area, `INSERT INTO audit_value VALUES ('${id}', '${area}', '${salt}', '${text}')`);
    await put(value.replace('what was said then', 'what suits somebody'));
    expect((await chain.check()).broken).not.toBeNull();
    await world.owner(`DELETE FROM audit_value WHERE entry_id = '${id}'`);
    await put(value);
    expect((await chain.check()).broken).toEqual(before.broken);
  });

  it('loses what its time is over for, by kind, and the chain says how much', async () => {
    world.clock.set('2025-01-10T09:00:00Z');
    await add();
    await add({ kind: 'read', verb: 'see', resource: 'message_body', reason: 'gone with it' });
    await chain.seal();
    world.clock.set('2025-03-10T09:00:00Z');
    await add({ kind: 'read', verb: 'see', resource: 'message_body' });
    await chain.seal();
    world.clock.set('2026-11-24T09:00:00Z');
    await add({ kind: 'read', verb: 'see', resource: 'message_body' });
    const erase = (before: string) =>
      world.db.write([], (tx) => eraseSealed(tx, 'read', new Date(before), world.clock.now()));
    expect(await erase('2025-02-01T00:00:00Z')).toBe(1);
    expect(await erase('2025-02-01T00:00:00Z')).toBe(0);
    expect(await chain.check()).toMatchObject({ entries: '2', removed: '1', broken: null });
    expect(await rows([world.areaId], `SELECT kind FROM audit_line ORDER BY at`)).toEqual([
      { kind: 'change' },
      { kind: 'read' },
      { kind: 'read' },
    ]);
    expect(await world.owner(`SELECT 1 FROM audit_value WHERE value ->> 'reason' = 'gone with it'`)).toEqual(
      [],
    );
    // What happened just now stays, whoever asks; and nothing goes while the chain is broken.
    expect(await codeOf(erase(new Date(Date.now() - 350 * 86_400_000).toISOString()))).toBe(REFUSED);
    await world.owner(`UPDATE audit_entry SET verb = 'list' WHERE seal IS NOT NULL AND kind = 'read'`);
    expect(await codeOf(erase('2025-06-01T00:00:00Z'))).toBe('access.audit-broken');
  });

  it('tells people what they did, and who saw whom between two times', async () => {
    const [mill, foundry] = [newId(), newId()];
    const look = { kind: 'read' as const, verb: 'see', resource: 'message_body' };
    await add({ ...look, employerId: mill });
    await add({ ...look, employerId: mill });
    await add({ ...look, employerId: foundry });
    await add({ kind: 'read', verb: 'list', resource: 'contact', rowCount: 240 });
    world.clock.set('2026-11-25T09:00:00Z');
    await add({ ...look, employerId: mill });
    await add({ areaId: null, resource: 'sign_in_session', verb: 'signed-in' });
    const mine = await trail.own(sam.id!, [world.areaId], {}, {});
    expect(mine.rows.map((row) => row.verb)).toEqual(['signed-in', 'see', 'list', 'see', 'see', 'see']);
    expect((await trail.own(newId(), [world.areaId], {}, {})).rows).toEqual([]);
    const area = await trail.ofArea(world.areaId, { kind: 'read', until: world.clock.now() }, {});
    expect(area.rows).toHaveLength(4);
    const span = { from: new Date('2026-11-24T00:00:00Z'), until: new Date('2026-11-25T00:00:00Z') };
    const saw = (ids: string[], areaId = world.areaId) =>
      world.db.read([areaId], (tx) => trail.whoSaw(tx, areaId, span, ids));
    expect(await saw([mill])).toMatchObject([
      { by: 'Sam Sample', resource: 'message_body', ofMany: false, times: 2 },
      { by: 'Sam Sample', resource: 'contact', ofMany: true, times: 1, people: 240 },
    ]);
    expect(await saw([])).toMatchObject([{ times: 3 }, { times: 1 }]);
    expect(await saw([mill], world.secondAreaId)).toEqual([]);
  });
});
