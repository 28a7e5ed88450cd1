import { In } from 'typeorm';
import { type Actor, newId, type Tx } from '#platform';
import { MailFileContent, MailTemplate, MailTemplateDraft, MailTemplateFile } from './template.entity.js';
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

const wordsOf = ({ subject, body, because }: Pick<MailTemplate, 'subject' | 'body' | 'because'>) =>
  subject === null ? null : { subject, body: body ?? '', because: because ?? '' };

const asVersion = ({
  areaId: _,
  own: __,
  subject,
  body,
  because,
  ...rest
}: MailTemplate): TemplateVersion => ({
  ...rest,
  words: wordsOf({ subject, body, because }),
});

/** The versions in force of an area's mails, each the highest of its mail. */
export async function inForce(tx: Tx, areaId: string): Promise<TemplateVersion[]> {
  const latest = await tx.query<{ id: string }>(
    `SELECT DISTINCT ON (mail) id FROM mail_template WHERE area_id = $1 ORDER BY mail, number DESC`,
    [areaId],
  );
  const versions = await tx
    .repository(MailTemplate)
    .find({ where: { areaId, id: In(latest.map((row) => row.id)) }, order: { mail: 'ASC' } });
  return versions.map(asVersion);
}

/** Every version of a mail, the newest first. */
export async function versionsOf(tx: Tx, areaId: string, mail: string): Promise<TemplateVersion[]> {
  const versions = await tx
    .repository(MailTemplate)
    .find({ where: { areaId, mail }, order: { number: 'DESC' } });
  return versions.map(asVersion);
}

/** The version of a mail in force, which may stand for the program's own words; undefined: nobody wrote one. */
export async function currentVersion(
  tx: Tx,
  areaId: string,
  mail: string,
): Promise<TemplateVersion | undefined> {
  const version = await tx
    .repository(MailTemplate)
    .findOne({ where: { areaId, mail }, order: { number: 'DESC' } });
  return version ? asVersion(version) : undefined;
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

/** Writes a version and answers its id; undefined when that number was given meanwhile. */
export async function insertVersion(
  tx: Tx,
  areaId: string,
  version: Omit<TemplateVersion, 'id'>,
): Promise<string | undefined> {
  const { words, ...rest } = version;
  const id = newId();
  const empty = { subject: null, body: null, because: null };
  const row = { ...rest, ...(words ?? empty), id, areaId, own: words === null };
  return (await tx.insertNew(MailTemplate, row)) ? id : undefined;
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
  if (files.length)
    await tx
      .repository(MailTemplateFile)
      .insert(files.map(({ name, digest }, position) => ({ areaId, templateId, position, name, digest })));
}

/** Keeps what a file holds; the same content once. */
export async function keepContent(tx: Tx, areaId: string, digest: Buffer, content: Buffer): Promise<void> {
  await tx.insertNew(MailFileContent, { areaId, digest, size: content.length, content });
}

/** Somebody's draft of a mail; what that person tried before goes, unless it was sent. */
export async function replaceDraft(
  tx: Tx,
  areaId: string,
  draft: Omit<TemplateDraft, 'id'> & { createdBy: Actor },
): Promise<string> {
  await dropDrafts(tx, areaId, draft.mail, draft.createdBy);
  const { words, ...rest } = draft;
  const id = newId();
  await tx.repository(MailTemplateDraft).insert({ ...rest, ...words, id, areaId });
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
  const draft = await tx.repository(MailTemplateDraft).findOneBy({ areaId, id, mail });
  if (!draft || !by.id || draft.createdBy.id !== by.id) return undefined;
  const { subject, body, because, ...rest } = draft;
  return { ...rest, words: { subject, body, because } };
}

export async function noteTested(tx: Tx, areaId: string, id: string, testedAt: Date): Promise<void> {
  await tx.repository(MailTemplateDraft).update({ areaId, id }, { testedAt });
}
