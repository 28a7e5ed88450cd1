import { hashToken } from '#platform';
import { command } from '../../support/command.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

// Each verb is a process of its own, which takes seconds on a busy machine.
const PATIENCE = 120_000;

describe('the command line', () => {
  let world: TestWorld;
  const run = (...args: string[]) => command(args, world.env);

  beforeAll(async () => {
    world = await testDatabase();
  });
  afterAll(() => world.close());

  it(
    'answers JSON and nothing else on standard output',
    async () => {
      const ran = await run('areas', 'list', '--json');
      expect(ran).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(ran.stdout)).toEqual([
        { id: world.areaId, name: 'Calderdale', slug: 'calderdale', gssCode: 'E08000033' },
        { id: world.secondAreaId, name: 'Kirklees', slug: 'kirklees', gssCode: 'E08000034' },
      ]);
    },
    PATIENCE,
  );

  it(
    'makes an area, writes down that and why, and says beside which option an area of that name is refused',
    async () => {
      const made = await run(
        'areas',
        'create',
        '--name',
        'City of York',
        '--gss',
        'E06000014',
        '--json',
        '--reason',
        'York joins',
      );
      expect(JSON.parse(made.stdout)).toMatchObject({ name: 'City of York', slug: 'city-of-york' });
      expect(
        await world.owner(
          `SELECT l.actor ->> 'kind' AS by, l.verb, l.resource, l.reason FROM audit_line l JOIN area a ON a.id = l.area_id WHERE a.slug = 'city-of-york'`,
        ),
      ).toEqual([{ by: 'operator', verb: 'create', resource: 'setting', reason: 'York joins' }]);
      const again = await run('areas', 'create', '--name', 'City of York');
      expect(again).toMatchObject({ status: 1, stdout: '' });
      expect(again.stderr).toBe('There is already an area called City of York\n');
    },
    PATIENCE,
  );

  it(
    'prints a fresh one-time link for the first account; the one before ends',
    async () => {
      const links = [await run('first-account'), await run('first-account', '--json')];
      const tokens = [links[0]!.stdout.trim(), JSON.parse(links[1]!.stdout).link as string].map((link) => {
        expect(link).toMatch(/^http:\/\/localhost:3000\/start\/[\w-]{20,}$/);
        return hashToken(link.split('/').pop()!);
      });
      const ended = async (hash: Buffer) =>
        (
          await world.owner<{ ended: boolean }>(
            `SELECT revoked_at IS NOT NULL AS ended FROM link_token WHERE hash = $1`,
            [hash],
          )
        )[0]!.ended;
      expect([await ended(tokens[0]!), await ended(tokens[1]!)]).toEqual([true, false]);
    },
    PATIENCE,
  );

  it(
    'makes an API token for a person, shown once, and refuses an unknown person or area in a sentence',
    async () => {
      await world.owner(
        `INSERT INTO app_user (id, email, email_key, name, password_hash, created_at) VALUES (gen_random_uuid(), 'Sam@example.org', 'sam@example.org', 'Sam', 'x', now())`,
      );
      const options = ['token', 'create', '--name', 'Website', '--scopes', 'employer:read'];
      const made = await run(...options, '--user', 'sam@example.org', '--area', 'calderdale', '--json');
      expect(made).toMatchObject({ status: 0, stderr: '' });
      const { token, scopes } = JSON.parse(made.stdout) as { token: string; scopes: string[] };
      expect(scopes).toEqual(['employer:list', 'employer:see']);
      const [row] = await world.owner('SELECT hash, area_ids FROM api_token');
      expect(row).toEqual({ hash: hashToken(token), area_ids: [world.areaId] });

      expect((await run(...options, '--user', 'nobody@example.org')).stderr).toBe(
        'There is no account with the address nobody@example.org.\n',
      );
      expect((await run(...options, '--user', 'sam@example.org', '--area', 'leeds')).stderr).toContain(
        'There is no area "leeds"',
      );
    },
    PATIENCE,
  );

  it(
    'says on standard error what is wrong with a verb, an option or a setting, with a status that is not 0',
    async () => {
      for (const [args, words] of [
        [['bake'], "unknown command 'bake'"],
        [['areas', 'create'], "required option '--name <name>' not specified"],
        [[], 'Usage: cli VERB'],
      ] as const) {
        const ran = await run(...args);
        expect(ran).toMatchObject({ status: 1, stdout: '' });
        expect(ran.stderr).toContain(words);
      }
      const wrong = await command(['areas', 'list'], {
        ...world.env,
        SWEEP_SECONDS: 'often',
        SMTP_URL: 'mail.example.org',
      });
      expect(wrong).toMatchObject({ status: 1, stdout: '' });
      expect(wrong.stderr).toMatch(/SWEEP_SECONDS should be a number of seconds, but is "often"/);
      expect(wrong.stderr).toMatch(/SMTP_URL should be an address like smtp:/);
    },
    PATIENCE,
  );

  it(
    'loads the sample area and says in words how far it is, without a line of the log',
    async () => {
      const ran = await run('demo', '--json');
      expect(ran.status).toBe(0);
      expect(JSON.parse(ran.stdout)).toMatchObject({ slug: 'calderdale-sample', coordinators: [] });
      const lines = ran.stderr.trim().split('\n');
      expect(lines[0]).toBe('302 employers are in');
      expect(lines.slice(1).filter((line) => !/^The work of [A-Z][a-z]+ 20\d\d$/.test(line))).toEqual([]);
      const again = await run('demo');
      expect(again.stderr).toBe('');
      expect(again.stdout).toBe(
        'The sample area is loaded (calderdale-sample); whoever makes the first account will be its coordinator.\n',
      );
    },
    2 * PATIENCE,
  );

  it(
    'has help for each verb, which needs no database',
    async () => {
      const help = await command(['--help'], {});
      expect(help).toMatchObject({ status: 0, stderr: '' });
      for (const verb of ['migrate', 'import', 'bounces', 'demo', 'token', 'areas', 'first-account']) {
        expect(help.stdout).toContain(`\n  ${verb}`);
        expect(await command([verb, '--help'], {})).toMatchObject({ status: 0, stderr: '' });
      }
    },
    PATIENCE,
  );
});
