import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { MessagingModule } from '#messaging';
import { PlatformModule } from '#platform';
import { registerStanding } from '../../../apps/cli/src/mail-flow.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { mailRow } from '../../support/mail-row.js';

describe('mail that stands still, on the command line', () => {
  let world: TestWorld;
  let app: INestApplicationContext;
  beforeAll(async () => {
    world = await testDatabase();
    await mailRow(world, { state: 'queued' });
    await mailRow(world, { state: 'queued', purpose: 'service' });
    const root = {
      module: class {},
      imports: [PlatformModule.forRoot('cli', world.settings), MessagingModule],
    };
    app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  });
  afterAll(async () => {
    await app.close();
    await world.close();
  });

  /** What `mail …` answers, on one boot of the libs for all. */
  const mail = async (...args: string[]): Promise<string> => {
    const program = new Command('mail');
    registerStanding(program, (work) => work(app));
    for (const one of [program, ...program.commands])
      one.exitOverride().configureOutput({ writeErr: () => undefined });
    const said: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => said.push(String(text)) > 0);
    try {
      await program.parseAsync(args, { from: 'user' });
    } finally {
      write.mockRestore();
    }
    return said.join('');
  };
  const json = async (...args: string[]) => JSON.parse(await mail(...args, '--json')) as unknown;

  it('is paused by area or everywhere, told of, and resumed', async () => {
    const here = ['--area', 'calderdale'];
    expect(await json('pause', ...here, '--all-but-service', '--reason', 'Wrong date')).toEqual({ held: 1 });
    expect(await json('pause', '--reason', 'The server moves')).toEqual({ held: 1 });
    const said = await mail('state');
    expect(said).toMatch(/calderdale +all but service mail +1 +The command line: Wrong date/);
    expect(said).toMatch(/kirklees +all mail +0 +The command line: The server moves/);
    await expect(mail('pause', '--area', 'nowhere', '--reason', 'Wrong date')).rejects.toThrow(
      'There is no area “nowhere”',
    );
    await expect(mail('pause', ...here)).rejects.toThrow('--reason');
    await expect(mail('pause', ...here, '--reason', 'no')).rejects.toMatchObject({
      code: 'messaging.pause-reason',
    });
    await expect(mail('pause', '--campaign', 'wave:1', '--reason', 'Wrong date')).rejects.toThrow('--area');
    expect(await json('resume', '--reason', 'It has moved')).toEqual({ ended: 1, released: 1 });
    expect(await json('resume', ...here, '--reason', 'It is put right')).toEqual({ ended: 1, released: 1 });
    await expect(mail('resume', '--reason', 'It is put right')).rejects.toThrow('Nothing of that is paused');
    expect(await mail('state')).toBe('All mail goes.\n');
  });

  it('goes again after a restore, in every area or one', async () => {
    for (const area of [world.areaId, world.secondAreaId])
      await world.owner(
        `INSERT INTO mail_restore (id, area_id, cause, found_at, held) VALUES (gen_random_uuid(), $1, 'older', $2, 2)`,
        [area, world.clock.now()],
      );
    await world.owner(`UPDATE message SET state = 'held', hold = 'after_restore', next_attempt_at = NULL`);
    expect(await mail('state')).toMatch(/calderdale +after a restore +2 +The database does not hold/);
    expect(await json('release', '--only', 'service', '--reason', 'Looked at the log')).toEqual([
      { area: 'calderdale', released: 1 },
      { area: 'kirklees', released: 0 },
    ]);
    await expect(mail('release', '--reason', 'Once more, please')).rejects.toThrow('No mail stands still');
  });
});
