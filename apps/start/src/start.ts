import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings, type Settings } from '#platform';
import { claimFolder, isRunning, prepareDataFolder, type RunningProgram } from '#standalone';
import { npm, Supervisor, say } from './supervisor.js';

/** Starts database, web and worker and stays until they are told to stop; resolves to the exit status. */
export async function start(): Promise<number> {
  const settings = readSettings();
  prepareDataFolder(settings);
  const other = await claim(settings);
  if (!other) return new Supervisor(settings).run();
  say(
    `It is already running at ${other.baseUrl} (process ${other.pid}). Ctrl-C where it was started stops it.`,
  );
  return 0;
}

/** Takes the data folder, or tells who has it. One that is stopping, or whose npm was killed, is waited for. */
async function claim(settings: Settings): Promise<RunningProgram | undefined> {
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
