import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { AccessModule, Audit, AuditChain } from '#access';
import { PlatformModule } from '#platform';
import { registerAudit } from '../../../apps/cli/src/audit.js';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe('the audit, on the command line', () => {
  let world: TestWorld;
  let app: INestApplicationContext;
  beforeAll(async () => {
    world = await testDatabase();
    const root = {
      module: class {},
      imports: [PlatformModule.forRoot('cli', world.settings), PublicPagesModule, AccessModule],
    };
    app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  });
  afterAll(async () => {
    await app.close();
    await world.close();
  });

  /** What `audit verify …` answers, with its status. */
  const verify = async (...args: string[]): Promise<{ said: string; status: number }> => {
    const program = new Command('cli');
    registerAudit(program, (work) => work(app));
    const said: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => said.push(String(text)) > 0);
    const status = process.exitCode;
    process.exitCode = 0;
    try {
      await program.parseAsync(['audit', 'verify', ...args], { from: 'user' });
      return { said: said.join(''), status: Number(process.exitCode) };
    } finally {
      process.exitCode = status ?? 0;
      write.mockRestore();
    }
  };

  it('is walked along: it holds, with its head, or which seal does not fit', async () => {
    expect((await verify()).said).toContain('The chain holds up to its beginning: 0 seals, 0 entries');
    await world.db.write([], (tx) =>
      app
        .get(Audit)
        .record(tx, { areaId: null, actor: { kind: 'program' }, verb: 'change', resource: 'setting' }),
    );
    await app.get(AuditChain).seal();
    const sound = await verify('--json');
    const found = JSON.parse(sound.said) as { head: string };
    expect(found).toEqual({
      seals: 1,
      entries: 1,
      removed: 0,
      sealedTo: '2026-11-24T09:00:00.000Z',
      head: expect.stringMatching(/^1:[0-9a-f]{64}$/),
      broken: null,
    });
    expect(sound.status).toBe(0);
    expect((await verify('--head', found.head)).status).toBe(0);
    await expect(verify('--head', `1:${'0'.repeat(64)}`)).rejects.toThrow('is not part of the chain');
    await world.owner(`UPDATE audit_entry SET verb = 'see'`);
    expect(await verify()).toEqual({
      said: 'Seal 1 does not fit its entries or the seal before it.\n',
      status: 1,
    });
    // Whoever makes it all fit again leaves another head than the one in the log.
    await world.owner(
      `UPDATE audit_seal SET entries_hash = (SELECT sha256(audit_digest(e)) FROM audit_entry e)`,
    );
    await world.owner(
      `UPDATE audit_seal SET hash = sha256(convert_to(concat_ws('|', number, extract(epoch FROM sealed_at), kind, entries), 'UTF8') || entries_hash)`,
    );
    expect((await verify()).status).toBe(0);
    await expect(verify('--head', found.head)).rejects.toThrow('is not part of the chain');
  });
});
