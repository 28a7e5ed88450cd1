import { type Actor, newId, type Tx } from '#platform';
import type { TemplateContent } from './template.types.js';

/** A version of a mail's words. `words` null: the program's own. */
export interface TemplateVersion {
  id: string;
  mail: string;
  number: number;
  words: TemplateContent | null;
  note: string;
  restoredFrom: number | null;
  createdAt: Date;
  createdBy: Actor;
}

export interface TemplateFile {
  position: number;
  name: string;
  /** Bytes. */
  size: number;
  digest: Buffer;
}

export interface TemplateDraft {
  id: string;
  mail: string;
  basedOn: number;
  words: TemplateContent;
  note: string;
  createdAt: Date;
}

type Row<T> = Omit<T, 'words'> & { [Field in keyof TemplateContent]: string | null };

const COLUMNS = `id, mail, number, subject, body, because, note, restored_from AS "restoredFrom",
  created_at AS "createdAt", created_by AS "createdBy"`;
const DRAFT = `id, mail, based_on AS "basedOn", subject, body, because, note, created_at AS "createdAt"`;

const withWords = <T extends object>({ subject, body, because, ...rest }: Row<T>): T =>
  ({
    ...rest,
    words: subject === null ? null : { subject, body: body ?? '', because: because ?? '' },
  }) as unknown as T;

/** The versions in force of an area's mails, each the highest of its mail. */
export async function inForce(tx: Tx, areaId: string): Promise<TemplateVersion[]> {
  const rows = await tx.query<Row<TemplateVersion>>(
    `SELECT DISTINCT ON (mail) ${COLUMNS} FROM mail_template WHERE area_id = $1 ORDER BY mail, number DESC`,
    [areaId],
  );
  return rows.map(withWords<TemplateVersion>);
}

/** Every version of a mail, the newest first. */
export async function versionsOf(tx: Tx, areaId: string, mail: string): Promise<TemplateVersion[]> {
  const rows = await tx.query<Row<TemplateVersion>>(
    `SELECT ${COLUMNS} FROM mail_template WHERE area_id = $1 AND mail = $2 ORDER BY number DESC`,
    [areaId, mail],
  );
  return rows.map(withWords<TemplateVersion>);
}

/** The version of a mail in force, which may stand for the program's own words; undefined: nobody wrote one. */
export async function currentVersion(
  tx: Tx,
  areaId: string,
  mail: string,
): Promise<TemplateVersion | undefined> {
  const row = await tx.one<Row<TemplateVersion>>(
    `SELECT ${COLUMNS} FROM mail_template WHERE area_id = $1 AND mail = $2 ORDER BY number DESC LIMIT 1`,
    [areaId, mail],
  );
  return row && withWords<TemplateVersion>(row);
}

/** The words and the version whose files go with them, of a version or a draft. */
export async function wordsById(
  tx: Tx,
  areaId: string,
  mail: string,
  id: string,
): Promise<{ words: TemplateContent; filesOf: string | null } | undefined> {
  const row = await tx.one<TemplateContent & { filesOf: string | null }>(
    `SELECT subject, body, because, id AS "filesOf" FROM mail_template
      WHERE area_id = $1 AND id = $2 AND mail = $3 AND NOT own
     UNION ALL
     SELECT d.subject, d.body, d.because, t.id FROM mail_template_draft d
       LEFT JOIN mail_template t ON t.area_id = d.area_id AND t.mail = d.mail AND t.number = d.based_on
      WHERE d.area_id = $1 AND d.id = $2 AND d.mail = $3`,
    [areaId, id, mail],
  );
  if (!row) return undefined;
  const { filesOf, ...words } = row;
  return { words, filesOf };
}

/** Writes a version; false when that number was given meanwhile. Its files are those of version `filesOf`, less one, plus some. */
export async function insertVersion(
  tx: Tx,
  areaId: string,
  version: Omit<TemplateVersion, 'id'>,
): Promise<string | undefined> {
  const row = await tx.one<{ id: string }>(
    `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, restored_from,
                                created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (area_id, mail, number) DO NOTHING RETURNING id`,
    [
      newId(),
      areaId,
      version.mail,
      version.number,
      version.words === null,
      version.words?.subject ?? null,
      version.words?.body ?? null,
      version.words?.because ?? null,
      version.note,
      version.restoredFrom,
      version.createdAt,
      JSON.stringify(version.createdBy),
    ],
  );
  return row?.id;
}

export const filesOf = (tx: Tx, areaId: string, templateId: string): Promise<TemplateFile[]> =>
  tx.query(
    `SELECT f.position, f.name, f.digest, c.size
       FROM mail_template_file f JOIN mail_file c ON c.area_id = f.area_id AND c.digest = f.digest
      WHERE f.area_id = $1 AND f.template_id = $2 ORDER BY f.position`,
    [areaId, templateId],
  );

/** The files of a version with what they hold. */
export const fileContents = (
  tx: Tx,
  areaId: string,
  templateId: string,
): Promise<{ name: string; content: Buffer }[]> =>
  tx.query(
    `SELECT f.name, c.content
       FROM mail_template_file f JOIN mail_file c ON c.area_id = f.area_id AND c.digest = f.digest
      WHERE f.area_id = $1 AND f.template_id = $2 ORDER BY f.position`,
    [areaId, templateId],
  );

/** Gives a version its files, in this order. */
export async function insertFiles(
  tx: Tx,
  areaId: string,
  templateId: string,
  files: readonly Pick<TemplateFile, 'name' | 'digest'>[],
): Promise<void> {
  for (const [position, { name, digest }] of files.entries())
    await tx.execute(
      `INSERT INTO mail_template_file (area_id, template_id, position, name, digest) VALUES ($1, $2, $3, $4, $5)`,
      [areaId, templateId, position, name, digest],
    );
}

/** Keeps what a file holds; the same content once. */
export async function keepContent(tx: Tx, areaId: string, digest: Buffer, content: Buffer): Promise<void> {
  await tx.execute(
    `INSERT INTO mail_file (area_id, digest, size, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [areaId, digest, content.length, content],
  );
}

/** Somebody's draft of a mail; what that person tried before goes, unless it was sent. */
export async function replaceDraft(
  tx: Tx,
  areaId: string,
  draft: Omit<TemplateDraft, 'id'> & { createdBy: Actor },
): Promise<string> {
  await dropDrafts(tx, areaId, draft.mail, draft.createdBy);
  const id = newId();
  await tx.execute(
    `INSERT INTO mail_template_draft (id, area_id, mail, based_on, subject, body, because, note, created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      id,
      areaId,
      draft.mail,
      draft.basedOn,
      draft.words.subject,
      draft.words.body,
      draft.words.because,
      draft.note,
      draft.createdAt,
      JSON.stringify(draft.createdBy),
    ],
  );
  return id;
}

export async function dropDrafts(tx: Tx, areaId: string, mail: string, by: Actor): Promise<void> {
  await tx.execute(
    `DELETE FROM mail_template_draft
      WHERE area_id = $1 AND mail = $2 AND created_by->>'id' = $3 AND tested_at IS NULL`,
    [areaId, mail, by.id ?? ''],
  );
}

/** A draft of this person's, by id. */
export async function draftById(
  tx: Tx,
  areaId: string,
  mail: string,
  id: string,
  by: Actor,
): Promise<TemplateDraft | undefined> {
  const row = await tx.one<Row<TemplateDraft>>(
    `SELECT ${DRAFT} FROM mail_template_draft
      WHERE area_id = $1 AND id = $2 AND mail = $3 AND created_by->>'id' = $4`,
    [areaId, id, mail, by.id ?? ''],
  );
  return row && withWords<TemplateDraft>(row);
}

export const noteTested = (tx: Tx, areaId: string, id: string, now: Date): Promise<number> =>
  tx.execute(`UPDATE mail_template_draft SET tested_at = $3 WHERE area_id = $1 AND id = $2`, [
    areaId,
    id,
    now,
  ]);
