// After npm install changed package-lock.json: adds what a registry without the packages of other platforms leaves out, and the hash of each.
// Without these entries npm ci refuses the lock (EUSAGE), there and on those platforms. Run: node scripts/mend-lock.mjs
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'windows',
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const packages = lock.packages;

/** Where node would find `name` from the package at `from`. */
function find(from, name) {
  for (
    let at = from;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    const path = `${at ? `${at}/` : ''}node_modules/${name}`;
    if (packages[path]) return path;
    if (!at) return undefined;
  }
}

const added = [];
for (const [path, entry] of Object.entries(packages))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (find(path, name)) continue;
    const words = name.split('/').pop().split('-');
    const os = systems.find((word) => words.includes(word));
    const cpu = processors.find((word) => words.includes(word));
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(cpu && { cpu: [cpu] }),
      ...(entry.dev && { dev: true }),
      ...(words.includes('musl') && { libc: ['musl'] }),
      optional: true,
      ...(os && { os: [os === 'windows' ? 'win32' : os] }),
    };
    added.push(name);
  }
// What a registry has of them is known by its hash, so that nobody installs something else under the name.
const hashed = [];
for (const [path, entry] of Object.entries(packages)) {
  if (!path || entry.integrity || entry.link || !entry.version) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const asked = spawnSync('npm', ['view', `${name}@${entry.version}`, 'dist.integrity'], {
    encoding: 'utf8',
  });
  const integrity = asked.stdout.trim();
  if (!/^sha512-[\w+/]+=*$/.test(integrity)) {
    console.log(`No hash for ${name} ${entry.version}`);
    continue;
  }
  entry.integrity = integrity;
  hashed.push(name);
}
if (hashed.length) console.log(`Hashes for ${hashed.length}: ${hashed.join(', ')}`);

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length ? `Added ${added.length}: ${added.join(', ')}` : 'Nothing is missing.');
