import pg from 'pg';
import { redisOptions } from './queue.js';

/** What a connection to the queue failed on, in words. SQLSTATEs: PostgreSQL, appendix A. */
const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its host could not be looked up',
  ECONNRESET: 'the connection was cut',
  '28P01': 'it refuses this user or password',
  '28000': 'it refuses this user',
  '3D000': 'there is no such database',
};

/**
 * Asks the queue at a redis: or postgres: address for a sign of life. Resolves to undefined when it answers within
 * `patience` milliseconds, else to why not, in plain words without anything of the address.
 */
export async function queueProblem(address: string, patience = 4000): Promise<string | undefined> {
  const ask = address.startsWith('redis')
    ? await askRedis(address, patience)
    : askPostgres(address, patience);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`it did not answer within ${patience / 1000} seconds`), patience);
  });
  try {
    return await Promise.race([ask.answer, late]);
  } finally {
    clearTimeout(timer);
    ask.end();
  }
}

interface Asked {
  answer: Promise<string | undefined>;
  end: () => void;
}

async function askRedis(address: string, patience: number): Promise<Asked> {
  const { Redis } = await import('ioredis');
  const redis = new Redis({
    ...redisOptions(address, false),
    lazyConnect: true,
    connectTimeout: patience + 1000,
    retryStrategy: () => null,
  });
  // connect() only says that the connection closed; why, this tells.
  let why: unknown;
  redis.on('error', (error) => {
    why = error;
  });
  return {
    answer: redis
      .connect()
      .then(() => redis.ping())
      .then(
        () => undefined,
        (error: unknown) => inWords(why ?? error),
      ),
    end: () => redis.disconnect(),
  };
}

function askPostgres(address: string, patience: number): Asked {
  const client = new pg.Client({
    connectionString: address,
    connectionTimeoutMillis: patience + 1000,
  });
  client.on('error', () => undefined);
  return {
    answer: client
      .connect()
      .then(() => client.query('SELECT 1'))
      .then(() => undefined, inWords),
    end: () => void client.end().catch(() => undefined),
  };
}

function inWords(error: unknown): string {
  const { code, message, errors } = error as {
    code?: string;
    message?: string;
    errors?: { code?: string }[];
  };
  if (/NOAUTH|WRONGPASS|invalid password/.test(message ?? '')) return 'it refuses this user or password';
  return WORDS[code ?? errors?.[0]?.code ?? ''] ?? 'it does not answer as a queue should';
}
