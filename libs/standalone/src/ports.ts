import { createServer } from 'node:net';
import { StartError } from './start-error.js';

const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    // Only "in use" and "not allowed" mean taken; a machine without IPv6 cannot be asked about ::1.
    server.once('error', (error: NodeJS.ErrnoException) =>
      done(!['EADDRINUSE', 'EACCES'].includes(error.code ?? '')),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(true)));
  });

/** Whether nothing else listens there. "localhost" leads to ::1 in some browsers, so that must be free as well. */
export async function isFree(host: string, port: number): Promise<boolean> {
  const loopback = ['127.0.0.1', 'localhost', '0.0.0.0'].includes(host);
  return (await listens(host, port)) && (!loopback || (await listens('::1', port)));
}

/** A port of 127.0.0.1 that is free now. */
export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** The first free port from `port` on, leaving out those of `not`. Throws when a hundred in a row are taken. */
export async function firstFreePort(host: string, port: number, not: number[] = []): Promise<number> {
  for (let candidate = port; candidate < Math.min(port + 100, 65_536); candidate++)
    if (!not.includes(candidate) && (await isFree(host, candidate))) return candidate;
  throw new StartError(`No port from ${port} to ${port + 99} is free on ${host}.`);
}
