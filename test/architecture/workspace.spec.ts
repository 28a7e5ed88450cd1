import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform';

interface Project {
  type: string;
  root: string;
  sourceRoot: string;
  entryFile: string;
}
interface Workspace {
  projects: Record<string, Project>;
}

const json = <T>(file: string): T => JSON.parse(readFileSync(join(projectRoot, file), 'utf8')) as T;
const folders = (top: string): string[] =>
  readdirSync(join(projectRoot, top), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
const apps = folders('apps');
const libs = folders('libs');

/** What nest-cli.json says and the folders do not, or the other way round. */
function untrue({ projects }: Workspace): string[] {
  const there = [...apps.map((name) => `apps/${name}`), ...libs.map((name) => `libs/${name}`)];
  const said = Object.values(projects);
  return [
    ...there.filter((root) => !said.some((project) => project.root === root)),
    ...said
      .filter(
        ({ type, root, sourceRoot, entryFile }) =>
          !existsSync(join(projectRoot, sourceRoot, `${entryFile}.ts`)) ||
          sourceRoot !== `${root}/src` ||
          type !== (root.startsWith('apps/') ? 'application' : 'library'),
      )
      .map(({ root }) => root),
  ];
}

describe('the monorepo', () => {
  it('is in nest-cli.json as it is: every app and lib with its folder and its entry', () => {
    const workspace = json<Workspace>('nest-cli.json');
    expect(untrue(workspace)).toEqual([]);
    const { web, worker, ...others } = workspace.projects;
    const elsewhere = { ...worker!, entryFile: 'start' };
    expect(untrue({ projects: { ...others, worker: elsewhere } })).toEqual(['apps/web', 'apps/worker']);
    expect(web!.root).toBe('apps/web');
  });

  it('lets in by #name exactly the libs that are there', () => {
    const { imports } = json<{ imports: Record<string, unknown> }>('package.json');
    expect(Object.keys(imports).sort()).toEqual(libs.map((name) => `#${name}`).sort());
  });
});
