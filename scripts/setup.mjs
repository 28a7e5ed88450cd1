// Makes a checkout ready to run with nothing but Node and npm: installs the dependencies and builds, each only when needed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const read = (...parts) => JSON.parse(readFileSync(at(...parts), 'utf8'));

/**
 * Installs and builds what is missing or out of date; does nothing, quickly, when all is there.
 * `say` gets one line of plain English per step; the output of npm and tsc goes to standard error. `build: false` leaves
 * the build as it is, for who reads the sources themselves.
 */
export async function makeReady(say, { build: wanted = true } = {}) {
  const ready = () => !wanted || built();
  if (installed() && ready()) return;
  await alone(say, async () => {
    if (!installed()) await install(say);
    if (!ready()) await build(say);
  });
}

/** Runs an app (a folder of apps/) in this process. */
export async function runApp(app, args) {
  const main = at('dist', 'apps', app, 'src', 'main.js');
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}

/** Whether node_modules holds what the lock file asks for; npm writes its own lock there when it has finished. */
function installed() {
  try {
    const wanted = read('package-lock.json').packages;
    const there = read('node_modules', '.package-lock.json').packages;
    return Object.entries(wanted).every(
      ([path, entry]) =>
        path === '' ||
        there[path]?.version === entry.version ||
        (entry.optional && !there[path]) ||
        (entry.peer && !there[path]),
    );
  } catch {
    return false;
  }
}

async function install(say) {
  say('Installing the dependencies (a minute or two, only the first time and after an update) …');
  const started = Date.now();
  // --include=dev: the compiler is one of them, also where NODE_ENV is production.
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const status = await npm(say, ['ci', ...options]);
  if (status !== 0) {
    say('npm ci did not succeed; trying npm install …');
    const lock = readFileSync(at('package-lock.json'));
    const again = await npm(say, ['install', ...options]);
    // npm install leaves out of the lock what is of no use on this machine; others still need it there.
    writeFileSync(at('package-lock.json'), lock);
    if (again !== 0)
      fail('The dependencies could not be installed; npm says why above. Put that right and start again.');
  }
  if (!installed())
    fail(
      'npm finished, but node_modules is not what package-lock.json asks for. Remove node_modules and start again.',
    );
  say(`Dependencies installed in ${seconds(started)}.`);
}

/** The npm that started us if one did, so that its version and settings stay the same. */
function npm(say, args) {
  const path = process.env.npm_execpath;
  const [command, before, shell] =
    path?.endsWith('.js') || path?.endsWith('.cjs')
      ? [process.execPath, [path], false]
      : ['npm', [], process.platform === 'win32'];
  return run(say, command, [...before, ...args], shell).catch((error) =>
    fail(`npm could not be run (${error.message}). It comes with Node: https://nodejs.org/`),
  );
}

/** Runs a program to its end and answers its status; every ten seconds a line says that it still works. */
function run(say, command, args, shell = false) {
  const started = Date.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  const sign = setInterval(() => say(`  … ${seconds(started)} so far`), 10_000);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  }).finally(() => clearInterval(sign));
}

const STAMP = ['dist', '.built-from'];

function built() {
  try {
    return readFileSync(at(...STAMP), 'utf8') === sources();
  } catch {
    return false;
  }
}

async function build(say) {
  say('Building …');
  const started = Date.now();
  const from = sources();
  const compiler = at('node_modules', 'typescript', 'bin', 'tsc');
  const status = await run(say, process.execPath, [compiler, '-p', at('tsconfig.json')]);
  if (status !== 0) fail('The sources do not compile; the compiler says why above.');
  sweep('dist');
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(at(...STAMP), from);
  say(`Built in ${seconds(started)}.`);
}

/** Removes what an earlier build left of sources that are gone, so that nothing imports it by mistake. */
function sweep(folder) {
  for (const entry of readdirSync(at(folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      sweep(path);
      if (!readdirSync(at(path)).length) rmdirSync(at(path));
      continue;
    }
    const source = /^dist\/(.+)\.js(?:\.map)?$/.exec(path)?.[1];
    if (source && !existsSync(at(`${source}.ts`))) rmSync(at(path));
  }
}

/** A fingerprint of everything the build depends on: path, size and time of change of each source. */
function sources() {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  const add = (path) => {
    const { size, mtimeMs } = statSync(at(path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(at(folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ))
      if (entry.isDirectory()) walk(`${folder}/${entry.name}`);
      else if (entry.name.endsWith('.ts')) add(`${folder}/${entry.name}`);
  };
  for (const folder of ['apps', 'libs', 'migrations', 'test', 'bench'])
    if (existsSync(at(folder))) walk(folder);
  for (const file of ['tsconfig.json', 'package.json', 'package-lock.json']) add(file);
  return hash.digest('hex');
}

/** One at a time: two starts of a fresh checkout must not install into the same folder together. */
async function alone(say, work) {
  const lock = at('.setup-lock');
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(
          `This folder cannot be written to, and there is something to install or build: ${error.message}`,
        );
      const holder = Number(readFile(lock));
      if (holder ? !alive(holder) : older(lock, 5000)) {
        rmSync(lock, { force: true });
        continue;
      }
      if (!told) say('Another start is installing or building here; waiting for it …');
      told = true;
      await new Promise((done) => setTimeout(done, 300));
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.on('exit', release);
  try {
    await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function readFile(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A lock without a name in it: its maker was killed between two system calls. */
function older(path, ms) {
  try {
    return Date.now() - statSync(path).mtimeMs > ms;
  } catch {
    return false;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  // In a container without an init a dead process stays as a zombie, which still answers.
  return !/^State:\s+[ZX]/m.test(readFile(`/proc/${pid}/status`));
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} seconds`;

function fail(text) {
  console.error(text);
  process.exit(1);
}
