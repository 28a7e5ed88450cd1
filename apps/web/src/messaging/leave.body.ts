import multer from 'multer';
import type { WebRequest, WebResponse } from '../shell/index.js';

const readFields = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: 1, files: 0, fields: 10, fieldSize: 1_000 },
}).any();

/**
 * Whether a POST says what a mail program says for its reader (RFC 8058 section 3.2): `List-Unsubscribe=One-Click`, as
 * form-urlencoded or as multipart/form-data.
 */
export async function isOneClick(req: WebRequest, res: WebResponse): Promise<boolean> {
  if (req.is('multipart/form-data') && !(await readMultipart(req, res))) return false;
  const body = req.body as Record<string, unknown> | undefined;
  return body?.['List-Unsubscribe'] === 'One-Click';
}

/** False for a body that cannot be read as one. Of somebody who is signed in here it has been read already. */
const readMultipart = (req: WebRequest, res: WebResponse): Promise<boolean> =>
  req.readableEnded
    ? Promise.resolve(true)
    : new Promise((done) => readFields(req, res, (error?: unknown) => done(!error)));
