import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate, projectPath, readSettings } from '#platform';
import { freePort, startEmbedded } from '#standalone';
import { nodeFlags } from '../apps/start/src/node-flags.js';
import { migrations } from '../migrations/index.js';
import { cpuSeconds } from './cpu.js';
import { prepareArea } from './wave-area.js';

/**
 * `npm run bench -- wave --size 20000 [--dkim] [--connections 10] [--workers 1]`: a whole wave (audience, rows, queue,
 * writing, SMTP, settled) through the program, and beside it its floor: the same mails through a plain nodemailer pool
 * of as many connections to the same sink (Debian's smtp-sink), with no database. The last line is JSON. On a machine
 * that others use, seconds say little; `cpu_ms_per_mail` (milliseconds of processor) and
 * `wal_bytes_per_mail` stay the same.
 */
export async function wave(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      size: { type: 'string', default: '20000' },
      dkim: { type: 'boolean', default: false },
      connections: { type: 'string', default: '10' },
      workers: { type: 'string', default: '1' },
    },
  });
  const size = Number(values.size);
  const connections = Number(values.connections);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'crm-bench-'));
  chmodSync(folder, 0o755); // PostgreSQL never runs as root and has to get through
  const postgres = await startEmbedded(folder);
  const running: ChildProcess[] = [];
  const owner = new pg.Client({ connectionString: postgres.url });
  try {
    const sink = await startSink(running);
    const env = environment(postgres.url, folder, sink.port, connections, values.dkim);
    await migrate(readSettings(env), migrations);
    await owner.connect();
    say(`Preparing ${size} signatories …`);
    const areaId = await prepareArea(owner, size);

    const audience = node('dist/bench/audience.js', [areaId, join(folder, 'shown.json')], env, running);
    const said = lines(audience);
    await said.until((line) => line === 'ready');
    const workers = Array.from({ length: Number(values.workers) }, () =>
      node('dist/apps/worker/src/main.js', [], env, running),
    );
    await Promise.all(workers.map((worker) => lines(worker).until((line) => line.includes('"ready"'))));
    const shown = JSON.parse(readFileSync(join(folder, 'shown.json'), 'utf8')) as {
      html: string;
      text: string;
    };
    say(`${shown.html.length} bytes of HTML, ${shown.text.length} of text`);

    const before = sink.taken();
    const server = Number(readFileSync(join(postgres.tables, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const processor = watchProcessor({
      audience: [audience.pid!],
      worker: workers.map(({ pid }) => pid!),
      postgres: [server],
      sink: [sink.pid],
    });
    const logged = await walBytes(owner);
    const started = performance.now();
    audience.stdin!.write('go\n');
    const peaks = watchMemory([audience, ...workers]);
    let written = false;
    void said
      .until((line) => line.startsWith('{'))
      .then(() => {
        written = true;
      });
    let reported = started;
    for (let looked = started, open = true; open; ) {
      await sleep(100);
      const now = performance.now();
      const taken = sink.taken() - before;
      if (now - reported > 5_000) {
        reported = now;
        say(`${((now - started) / 1000).toFixed(0)} s: ${size - taken} to go`);
      }
      // The table is asked only once all may have gone: looking takes a part of the machine that is measured.
      if (!written || (taken < size && now - looked < 10_000)) continue;
      looked = now;
      const { rows } = await owner.query<{ open: boolean }>(
        `SELECT EXISTS (SELECT FROM message WHERE state IN ('queued', 'held', 'sending', 'retry')) AS open`,
      );
      open = rows[0]!.open;
    }
    const ours = (performance.now() - started) / 1000;
    const wal = (await walBytes(owner)) - logged;
    const cpu = processor();
    await sleep(500);
    const taken = sink.taken() - before;
    const peak = peaks();
    const { rows } = await owner.query<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM message GROUP BY state',
    );
    say(
      `Ours: ${ours.toFixed(1)} s; ${rows.map((row) => `${row.n} ${row.state}`).join(', ')}; the sink took ${taken}; ${Math.round(peak)} MB`,
    );
    for (const child of [audience, ...workers]) await end(child);

    writeFileSync(
      join(folder, 'floor.json'),
      JSON.stringify(floorJob(shown, sink.port, connections, size, env)),
    );
    const floorProcess = node('dist/bench/floor.js', [join(folder, 'floor.json')], env, running);
    const floor = JSON.parse(await lines(floorProcess).until((line) => line.startsWith('{'))) as {
      seconds: number;
      cpuSeconds: number;
    };
    say(`Floor: ${floor.seconds.toFixed(1)} s`);
    const perMail = (seconds: number) => round((seconds * 1000) / size, 3);
    const sent = rows.find((row) => row.state === 'sent')?.n ?? 0;
    process.stdout.write(
      `${JSON.stringify({
        bench: 'wave',
        size,
        ours_s: round(ours, 2),
        floor_s: round(floor.seconds, 2),
        ratio: round(floor.seconds / ours, 2),
        cpu_ms_per_mail: {
          ours: perMail(Object.values(cpu).reduce((sum, one) => sum + one, 0)),
          ...Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, perMail(seconds)])),
          floor: perMail(floor.cpuSeconds),
        },
        wal_bytes_per_mail: Math.round(wal / size),
        peak_rss_mb: Math.round(peak),
        lost: size - Math.min(sent, taken),
        doubled: Math.max(0, taken - size),
        dkim: values.dkim,
        connections,
        html: shown.html.length,
        text: shown.text.length,
      })}\n`,
    );
  } finally {
    await owner.end().catch(() => undefined);
    for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const round = (n: number, digits: number): number => Math.round(n * 10 ** digits) / 10 ** digits;
const PERSONAL = { name: 'Robin Example', employer: 'Employer Example', link: 'https://bench.example/s/' };

function environment(url: string, folder: string, port: number, connections: number, dkim: boolean) {
  const key = join(folder, 'dkim.pem');
  if (dkim)
    writeFileSync(
      key,
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
  return {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: url,
    APP_SECRET: randomBytes(32).toString('hex'),
    DATA_DIR: join(folder, 'data'),
    BASE_URL: 'https://bench.example',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'network@bench.example',
    MAIL_CONNECTIONS: String(connections),
    LOG_LEVEL: 'info',
    ...(dkim ? { DKIM_DOMAIN: 'bench.example', DKIM_SELECTOR: 'bench', DKIM_KEY_FILE: key } : {}),
  };
}

function floorJob(
  shown: { html: string; text: string },
  port: number,
  connections: number,
  size: number,
  env: Record<string, string>,
) {
  const key = env['DKIM_KEY_FILE'];
  return {
    ...shown,
    port,
    connections,
    size,
    subject: `5 minutes on mental health at ${PERSONAL.employer}`,
    personal: PERSONAL,
    ...(key
      ? { dkim: { domainName: 'bench.example', keySelector: 'bench', privateKey: readFileSync(key, 'utf8') } }
      : {}),
  };
}

function node(
  path: string,
  args: string[],
  env: Record<string, string>,
  running: ChildProcess[],
): ChildProcess {
  const child = spawn(process.execPath, [...nodeFlags(), ...profiling, projectPath(path), ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

/** `BENCH_PROFILE=folder` keeps a CPU profile of each process there. */
const folderOfProfiles = process.env['BENCH_PROFILE'];
const profiling = folderOfProfiles ? ['--cpu-prof', `--cpu-prof-dir=${folderOfProfiles}`] : [];

/** A child's lines, as they come; errors among them are shown. */
function lines(child: ChildProcess): { until(found: (line: string) => boolean): Promise<string> } {
  const waiting: { found: (line: string) => boolean; done: (line: string) => void }[] = [];
  let rest = '';
  const hear = (data: Buffer) => {
    const all = (rest + data.toString()).split('\n');
    rest = all.pop()!;
    for (const line of all) {
      const first = waiting.findIndex((one) => one.found(line));
      if (first >= 0) waiting.splice(first, 1)[0]!.done(line);
      if (!line.includes('"level":30')) process.stderr.write(`${line}\n`);
    }
  };
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  return {
    until: (found) =>
      new Promise((done, fail) => {
        waiting.push({ found, done });
        child.once('exit', (code) => fail(new Error(`A process of the bench ended with ${code}`)));
      }),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Seconds of processor that groups of processes took from now on, when asked; also of those that have ended by then. */
function watchProcessor<Name extends string>(groups: Record<Name, number[]>): () => Record<Name, number> {
  const all = Object.entries<number[]>(groups).flatMap(([name, pids]) =>
    pids.map((pid) => ({ name: name as Name, pid, before: cpuSeconds(pid), now: 0 })),
  );
  const look = () => {
    for (const one of all) one.now = Math.max(one.now, cpuSeconds(one.pid) - one.before);
  };
  const timer = setInterval(look, 500);
  return () => {
    look();
    clearInterval(timer);
    const sums = Object.fromEntries(all.map(({ name }) => [name, 0])) as Record<Name, number>;
    for (const { name, now } of all) sums[name] += now;
    return sums;
  };
}

/** How much PostgreSQL has written to its log (WAL) up to now, bytes. */
async function walBytes(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ bytes: string }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS bytes`,
  );
  return Number(rows[0]!.bytes);
}

/** Peak memory of the largest of these processes, MB, as the system counts it. */
function watchMemory(children: readonly ChildProcess[]): () => number {
  let peak = 0;
  const look = () => {
    for (const { pid } of children) {
      const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    }
  };
  const timer = setInterval(look, 200);
  return () => {
    look();
    clearInterval(timer);
    return peak;
  };
}

/** Postfix' smtp-sink, which counts what it takes. */
async function startSink(running: ChildProcess[]): Promise<{ port: number; pid: number; taken(): number }> {
  const program = ['/usr/sbin/smtp-sink', '/usr/bin/smtp-sink', '/usr/local/sbin/smtp-sink'].find(existsSync);
  if (!program) throw new Error('The bench needs smtp-sink: apt-get install --no-install-recommends postfix');
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const sink = spawn(program, [...user, '-c', `127.0.0.1:${port}`, '1000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(sink);
  let last = '';
  sink.stdout!.on('data', (data: Buffer) => {
    last = (last + data.toString('latin1')).slice(-100);
  });
  for (let tries = 0; tries < 50 && !(await answers(port)); tries++) await sleep(100);
  return { port, pid: sink.pid!, taken: () => Number([...last.matchAll(/mesg=(\d+)/g)].at(-1)?.[1] ?? 0) };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = createConnection(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        done(true);
      })
      .once('error', () => done(false));
  });
