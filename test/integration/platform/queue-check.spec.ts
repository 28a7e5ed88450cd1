import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { queueProblem } from '#platform';
import { freePort } from '../../support/web.js';

describe('asking the queue for a sign of life', () => {
  it.each(['redis', 'postgres'])('says when nothing listens: %s', async (protocol) => {
    expect(await queueProblem(`${protocol}://127.0.0.1:${await freePort()}`)).toBe('nothing listens there');
  });

  it.each(['redis', 'postgres'])(
    'waits no longer than it was told for one that is mute: %s',
    async (protocol) => {
      const sockets: Socket[] = [];
      const mute = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
      mute.listen(0, '127.0.0.1');
      await once(mute, 'listening');
      const { port } = mute.address() as AddressInfo;
      const before = Date.now();
      expect(await queueProblem(`${protocol}://127.0.0.1:${port}`, 500)).toBe(
        'it did not answer within 0.5 seconds',
      );
      expect(Date.now() - before).toBeLessThan(3000);
      for (const socket of sockets) socket.destroy();
      mute.close();
    },
  );

  it('has nothing to say of one that answers', async () => {
    expect(await queueProblem(process.env['TEST_APP_URL']!)).toBeUndefined();
    expect(await queueProblem(process.env['TEST_REDIS_URL']!)).toBeUndefined();
  });
});
