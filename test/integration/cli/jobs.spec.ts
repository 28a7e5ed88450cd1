import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { AccessModule } from '#access';
import { IMPORT_JOB } from '#employers';
import { FailedJobs, newId, PlatformModule, Queues } from '#platform';
import { registerJobs } from '../../../apps/cli/src/jobs.js';
import { command } from '../../support/command.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe('failed jobs, on the command line', () => {
  let world: TestWorld;
  let app: INestApplicationContext;
  beforeAll(async () => {
    world = await testDatabase();
    const root = {
      module: class {},
      imports: [PlatformModule.forRoot('cli', world.settings), AccessModule],
    };
    app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  });
  afterAll(async () => {
    await app.close();
    await world.close();
  });

  /** What `jobs failed …` answers, on one boot of the libs for all. */
  const failed = async (...args: string[]): Promise<string> => {
    const program = new Command('cli');
    registerJobs(program, (work) => work(app));
    const said: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => said.push(String(text)) > 0);
    try {
      await program.parseAsync(['jobs', 'failed', ...args], { from: 'user' });
    } finally {
      write.mockRestore();
    }
    return said.join('');
  };
  const json = async (...args: string[]) => JSON.parse(await failed(...args, '--json')) as { id: string }[];
  const data = () => ({ areaId: world.areaId, runId: newId() });
  const keep = (error: string, job = IMPORT_JOB.name) =>
    app.get(FailedJobs).keep({ name: job }, { work: newId(), data: data(), tries: 2, error });

  it('are listed, the latest first', async () => {
    expect(await failed()).toBe('No job has failed for good.\n');
    expect(await json()).toEqual([]);
    await keep('TypeError at libs/employers/src/import-work.service.ts:60');
    world.clock.set('2026-11-24T09:10:00.000Z');
    await keep('QueryFailedError 42P01');
    const id = expect.any(String);
    expect(await json()).toEqual([
      {
        id,
        job: 'employers.import',
        failedAt: '2026-11-24T09:10:00.000Z',
        tries: 2,
        error: 'QueryFailedError 42P01',
      },
      {
        id,
        job: 'employers.import',
        failedAt: '2026-11-24T09:00:00.000Z',
        tries: 2,
        error: 'TypeError at libs/employers/src/import-work.service.ts:60',
      },
    ]);
    expect(await failed()).toMatch(
      /^Id +Job +Failed at +Tries +Error\n[\w-]{36} +employers.import +2026-11-24T09:10/,
    );
  });

  it('are queued again or dropped one by one, in the audit too, and answer what it was', async () => {
    const [latest, first] = await json();
    expect(await json('--retry', latest!.id)).toEqual([latest]);
    expect(await app.get(Queues).waiting(IMPORT_JOB)).toBe(1);
    expect(await json('--drop', first!.id)).toEqual([first]);
    expect(await json()).toEqual([]);
    const audited = await world.owner(
      `SELECT verb, subject, reason, actor ->> 'kind' AS by FROM audit_line WHERE resource = 'failed_job' ORDER BY at, id`,
    );
    const by = { by: 'operator', reason: 'employers.import' };
    expect(audited).toEqual([
      { verb: 'retry', subject: latest!.id, ...by },
      { verb: 'drop', subject: first!.id, ...by },
    ]);
    await keep('TypeError');
    const [again] = await json();
    expect(await failed('--drop', again!.id)).toBe(`Dropped: employers.import, ${again!.id}\n`);
  });

  it('of another version of the program stay where they are', async () => {
    await keep('TypeError', 'employers.gone');
    const [gone] = await json();
    await expect(failed('--retry', gone!.id)).rejects.toThrow(
      'This version of the program has no job employers.gone',
    );
    expect(await json()).toEqual([gone]);
    await failed('--drop', gone!.id);
  });

  it('that are not there are said so, with a status that is not 0', async () => {
    const id = newId();
    for (const act of ['--retry', '--drop'])
      for (const unknown of [id, 'nonsense'])
        await expect(failed(act, unknown)).rejects.toThrow(`There is no failed job ${unknown}.`);
    await expect(failed('--retry', id, '--drop', id)).rejects.toThrow('not both');
    const ran = await command(['jobs', 'failed', '--retry', id, '--json'], world.env);
    expect(ran).toEqual({ status: 1, stdout: '', stderr: `There is no failed job ${id}.\n` });
    const all = await command(['jobs', 'failed', '--json'], world.env);
    expect(all).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
  }, 120_000);
});
