import { cpSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#platform';
import { HostMarkerFile } from './host-marker.js';

const folder = () => mkdtempSync(join(tmpdir(), 'witness-'));
const seen = () => ({ folder: newId(), epoch: newId(), token: newId() });

describe('what a worker has seen of the database', () => {
  it('is there again after each writing, in the same file', () => {
    const marker = new HostMarkerFile(join(folder(), 'not-there-yet'));
    expect(marker.read()).toBeUndefined();
    for (let n = 0; n < 3; n++) {
      const now = seen();
      marker.write(now);
      expect(marker.read()).toEqual({ ...now, moved: false });
    }
  });

  it('is known to be a copy when the folder was copied or put back from a backup', () => {
    const [here, there] = [folder(), folder()];
    const now = seen();
    new HostMarkerFile(here).write(now);
    cpSync(here, there, { recursive: true, preserveTimestamps: true });
    expect(new HostMarkerFile(there).read()).toEqual({ ...now, moved: true });
    new HostMarkerFile(there).write(now);
    expect(new HostMarkerFile(there).read()).toEqual({ ...now, moved: false });
  });

  it('is known to be put back over itself by the time at which the file was changed', () => {
    const here = folder();
    const file = join(here, 'mail-beat');
    new HostMarkerFile(here).write(seen());
    // As a backup of ten minutes ago, written over the file of today with its old times.
    const old = JSON.parse(readFileSync(file, 'utf8')) as { at: number };
    const then = Date.now() - 600_000;
    writeFileSync(file, JSON.stringify({ ...old, at: then }));
    utimesSync(file, then / 1000, then / 1000);
    expect(new HostMarkerFile(here).read()).toMatchObject({ moved: true });
  });

  it('is nothing where the file is spoilt', () => {
    const here = folder();
    writeFileSync(join(here, 'mail-beat'), '{"folder":');
    expect(new HostMarkerFile(here).read()).toBeUndefined();
  });
});
