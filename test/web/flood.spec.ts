import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { jest } from '@jest/globals';
import { BodyParser } from '../../apps/web/src/shell/body-parser.js';
import { type TestWeb, testWeb } from '../support/web.js';

const MB = 1024 * 1024;
const SOCKETS = 1_000;

/** reliability.md section 2, rows 20 and 21: too much at once, and too slowly. */
describe('a web that is flooded', () => {
  let web: TestWeb;
  let parse: jest.SpiedFunction<BodyParser['parse']>;
  beforeAll(async () => {
    web = await testWeb();
    parse = jest.spyOn(web.app.get(BodyParser), 'parse');
  });
  afterAll(() => web.close());
  beforeEach(() => parse.mockClear());

  const open = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  /** Sends a head, then bytes for as long as they are taken; answers the first line, and how many were taken. */
  async function pour(head: string, piece: Buffer, most: number): Promise<{ line: string; sent: number }> {
    const socket = await open();
    let line = '';
    let closed = false;
    socket.on('data', (data) => {
      line ||= data.toString().split('\r\n')[0]!;
    });
    socket.once('close', () => {
      closed = true;
    });
    socket.write(head);
    let sent = 0;
    while (sent < most && !line && !closed) {
      if (!socket.write(piece))
        await Promise.race([once(socket, 'drain'), once(socket, 'close'), once(socket, 'data')]).catch(
          () => undefined,
        );
      sent += piece.length;
      await new Promise(setImmediate);
    }
    if (!line && !closed) await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    socket.destroy();
    return { line, sent };
  }
  const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
  const head = (path: string, more: string) =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${web.url}\r\nAccept: text/html\r\n${more}\r\n`;

  it('takes none of 100 MB, whether it is told how much comes or not', async () => {
    const named = await pour(
      head('/sign-in', `${form}Content-Length: ${100 * MB}\r\n`),
      Buffer.alloc(MB, 'a'),
      100 * MB,
    );
    expect(named.line).toBe('HTTP/1.1 413 Payload Too Large');
    const piece = Buffer.from(`${(64 * 1024).toString(16)}\r\n${'a'.repeat(64 * 1024)}\r\n`);
    const endless = await pour(head('/sign-in', `${form}Transfer-Encoding: chunked\r\n`), piece, 100 * MB);
    expect(endless.line).toBe('HTTP/1.1 413 Payload Too Large');
    for (const { sent } of [named, endless]) expect(sent).toBeLessThan(20 * MB);
    expect(parse).not.toHaveBeenCalled();
    // Control: what a form may hold is read.
    const small = await pour(head('/sign-in', `${form}Content-Length: 3\r\n`), Buffer.from('a=1'), 3);
    expect(small.line).toMatch(/^HTTP\/1.1 (403|422)/);
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it('counts 100,000 fields and reads none', async () => {
    const many = Array.from({ length: 100_000 }, () => 'a=').join('&');
    // Of a link that leads nowhere not even the fields are counted.
    for (const [path, status] of [
      ['/sign-in', 413],
      ['/leave/x', 404],
    ]) {
      const answer = await fetch(web.url + path, {
        method: 'POST',
        body: many,
        headers: {
          origin: web.url,
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
        },
      });
      expect([path, answer.status]).toEqual([path, status]);
    }
    expect(parse).not.toHaveBeenCalled();
    const query = await fetch(`${web.url}/sign-in?${many.slice(0, 10_000)}`);
    expect(query.status).toBeLessThan(500);
  });

  it(`answers others while ${SOCKETS} send a letter now and then, and hangs up on each of those`, async () => {
    const slow = await Promise.all(
      Array.from({ length: SOCKETS }, async (_, n) => {
        const socket = await open();
        socket.resume();
        socket.write(
          n % 2
            ? 'GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: '
            : head('/sign-in', `${form}Origin: ${web.url}\r\nContent-Length: 100\r\n`),
        );
        // A reset is a way to hang up, too.
        return { socket, closed: new Promise((resolve) => socket.once('close', resolve)) };
      }),
    );
    const dribble = setInterval(() => {
      for (const { socket } of slow) if (!socket.destroyed) socket.write('a');
    }, 1_000);
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => fetch(`${web.url}/sign-in`).then((answer) => answer.status)),
      );
      expect(answers).toEqual(Array(20).fill(200));
      expect(slow.filter(({ socket }) => !socket.destroyed).length).toBeGreaterThan(SOCKETS / 2);
      // Every one of them is closed by us, however long it goes on sending.
      await Promise.all(slow.map(({ closed }) => closed));
    } finally {
      clearInterval(dribble);
      for (const { socket } of slow) socket.destroy();
    }
    expect((await fetch(`${web.url}/sign-in`)).status).toBe(200);
  }, 120_000);
});
