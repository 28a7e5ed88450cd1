import { readdirSync, readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as mimeFuncs from 'nodemailer/lib/mime-funcs';
import * as qp from 'nodemailer/lib/qp';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import { projectFile, projectPath } from '#platform';
import type { Inside } from './smtp.connect.js';

/** What we take of nodemailer besides what it documents. */
const DEEP_IMPORTS = [
  'nodemailer/lib/mime-funcs',
  'nodemailer/lib/qp',
  'nodemailer/lib/smtp-connection/index.js',
];

/** Its private fields, as they are once it has connected and greeted. */
const FIELDS: Record<keyof Inside, (value: unknown, socket: Socket) => boolean> = {
  lastServerResponse: (value) => typeof value === 'string' && value.includes('mail.example greets'),
  _socket: (value) => value instanceof Socket,
  _onSocketData: (value, socket) => listens(socket, 'data', value),
  _onSocketError: (value, socket) => listens(socket, 'error', value),
  _onSocketClose: (value, socket) => listens(socket, 'close', value),
  _onSocketEnd: (value, socket) => listens(socket, 'end', value),
  _onSocketTimeout: (value, socket) => listens(socket, 'timeout', value),
  _supportedExtensions: (value) =>
    Array.isArray(value) &&
    ['PIPELINING', 'SIZE', '8BITMIME', 'SMTPUTF8'].every((one) => value.includes(one)),
  _maxAllowedSize: (value) => value === 4_096_000,
  _remainder: (value) => typeof value === 'string',
  _responseQueue: (value) => Array.isArray(value),
};

const listens = (socket: Socket, event: string, handler: unknown): boolean =>
  typeof handler === 'function' && socket.listeners(event).includes(handler as () => void);

/** Which of the fields are not as they were. */
const changed = (connection: object, socket: Socket): string[] =>
  Object.entries(FIELDS)
    .filter(([field, holds]) => !holds(Reflect.get(connection, field), socket))
    .map(([field]) => field);

describe('nodemailer, as far as it does not promise it', () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 mail.example ESMTP\r\n');
    socket.once('data', () =>
      socket.write(
        ['mail.example greets', 'PIPELINING', 'SIZE 4096000', '8BITMIME']
          .map((line) => `250-${line}\r\n`)
          .concat('250 SMTPUTF8\r\n')
          .join(''),
      ),
    );
  });
  let connection: SMTPConnection;
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true, name: 'crm.example' });
    await new Promise<void>((done, fail) => {
      connection.once('error', fail);
      connection.connect(() => done());
    });
  });
  afterAll(async () => {
    connection.close();
    await new Promise((done) => server.close(done));
  });

  it('is of one version, which is the one installed', () => {
    const { dependencies } = JSON.parse(projectFile('package.json')) as {
      dependencies: Record<string, string>;
    };
    const { version } = JSON.parse(projectFile('node_modules/nodemailer/package.json')) as {
      version: string;
    };
    expect(dependencies['nodemailer']).toBe(version);
  });

  it('is reached into in these places only', () => {
    const imports = ['libs', 'apps'].flatMap((top) =>
      readdirSync(projectPath(top), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .flatMap((file) => [
          ...readFileSync(projectPath(`${top}/${file}`), 'utf8').matchAll(/from '(nodemailer\/[^']+)'/g),
        ])
        .map(([, path]) => path!),
    );
    expect(imports.sort()).toEqual(DEEP_IMPORTS);
  });

  it('has the fields that a session is taken over by', () => {
    const socket = Reflect.get(connection, '_socket') as Socket;
    expect(changed(connection, socket)).toEqual([]);
    // The control: one that is gone, one that is of another kind, one that is another handler.
    const other = Object.create(connection, {
      _remainder: { value: undefined },
      _maxAllowedSize: { value: '4096000' },
      _onSocketData: { value: () => undefined },
    });
    expect(changed(other, socket)).toEqual(['_onSocketData', '_maxAllowedSize', '_remainder']);
  });

  it('encodes as it did', () => {
    expect(mimeFuncs.encodeWord('Zoë', 'Q', 52)).toBe('=?UTF-8?Q?Zo=C3=AB?=');
    expect(mimeFuncs.foldLines(`Subject: ${'word '.repeat(20).trim()}`, 76)).toMatch(
      /^Subject: [^\r]+\r\n [^\r]+$/,
    );
    expect(qp.encode('a=é')).toBe('a=3D=C3=A9');
    expect(qp.wrap('x'.repeat(80), 73)).toBe(`${'x'.repeat(72)}=\r\n${'x'.repeat(8)}`);
  });
});
