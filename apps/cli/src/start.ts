import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { readSettings, type Settings } from '#platform';
import { claimFolder, prepareFolder, type Running } from './data-folder.js';
import { isRunning } from './processes.js';
import { npm, Supervisor, say } from './supervisor.js';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('start everything: database, web and worker; Ctrl-C stops it (npm start does this)')
    .action(async () => {
      const settings = readSettings();
      prepareFolder(settings);
      const other = await claim(settings);
      if (other)
        say(
          `It is already running at ${other.baseUrl} (process ${other.pid}). Ctrl-C where it was started stops it.`,
        );
      else process.exitCode = await new Supervisor(settings).run();
    });
}

/** Takes the data folder, or tells who has it. One that is stopping, or whose npm was killed, is waited for. */
async function claim(settings: Settings): Promise<Running | undefined> {
  const { baseUrl, port, mailboxPort } = settings;
  for (let tries = 0; ; tries++) {
    const other = await claimFolder(settings.dataDir, {
      state: 'starting',
      baseUrl,
      port,
      mailboxPort,
      npm,
    });
    const going = other && (other.state === 'stopping' || (other.npm && !isRunning(other.npm)));
    if (!going || tries > 150) return other;
    if (!tries) say('The one that ran here before is still stopping; waiting for it …');
    await sleep(200);
  }
}
