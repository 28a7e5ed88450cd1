import { SMTPServer } from 'smtp-server';

/** Addresses that begin so do not exist, as far as the sample's mail server is concerned. */
export const GONE = 'no-longer-here';
/** To addresses that begin so it goes away without an answer: nobody knows whether their mail arrived. */
export const SILENT = 'no-answer';

/**
 * A mail server for the past: takes every mail and keeps none, so that messages of the sample come to the ends they
 * would have come to and nothing leaves. On a loopback port of its own choice.
 */
export class SamplePost {
  private readonly server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith(GONE)
        ? done(Object.assign(new Error('5.1.1 The address does not exist (sample)'), { responseCode: 550 }))
        : done(),
    onData: (stream, session, done) => {
      const silent = session.envelope.rcptTo.some(({ address }) => address.startsWith(SILENT));
      stream.on('end', () => (silent ? this.hangUp(session.id) : done()));
      stream.resume();
    },
  });

  /** Opens it and answers its address. */
  open(): Promise<string> {
    return new Promise((done, fail) => {
      this.server.once('error', fail);
      const listener = this.server.listen(0, '127.0.0.1', () =>
        done(`smtp://127.0.0.1:${(listener.address() as { port: number }).port}`),
      );
    });
  }

  private hangUp(id: string): void {
    type Connection = { session: { id: string }; _socket: { destroy(): void } };
    const { connections } = this.server as unknown as { connections: Set<Connection> };
    for (const one of connections) if (one.session.id === id) one._socket.destroy();
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }
}
