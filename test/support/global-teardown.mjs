import { rmSync } from 'node:fs';

export default async function () {
  const { postgres, redis, folder } = globalThis.__services ?? {};
  redis?.kill('SIGTERM');
  await postgres?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
