import type { INestApplicationContext } from '@nestjs/common';
import type { Resource } from '#access';

/** Who acts on the command line: whoever may run it; the machine knows no more. */
export const OPERATOR = { kind: 'operator', label: 'The command line' } as const;

/** Flag of commands whose reason is kept in the audit. */
export const REASON = ['--reason <words>', 'why; kept in the audit with the command'] as const;

/** Writes a command that made something into the audit: in which area (null: in none), what, and why. */
export async function recordCommand(
  app: INestApplicationContext,
  made: { areaId: string | null; resource: Resource; subject: string; reason: string | undefined },
): Promise<void> {
  const [{ Audit }, { Database }] = await Promise.all([import('#access'), import('#platform')]);
  await app
    .get(Database, { strict: false })
    .write([], (tx) =>
      app.get(Audit, { strict: false }).record(tx, { actor: OPERATOR, verb: 'create', ...made }),
    );
}
