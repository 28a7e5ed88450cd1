import { spawn } from 'node:child_process';
import { projectPath, projectRoot } from '#platform';

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one verb of the command line from dist/, as `npm run -s cli -- VERB` does, on the given settings. */
export const command = (args: string[], env: Record<string, string>): Promise<Ran> =>
  runApp('cli', args, env);

/** Runs an app (a folder of apps/) from dist/ to its end. */
export function runApp(app: string, args: string[], env: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, [projectPath(`dist/apps/${app}/src/main.js`), ...args], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { status: null, stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    ran.stdout += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    ran.stderr += data;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done({ ...ran, status }));
  });
}
