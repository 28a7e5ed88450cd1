import { BadRequestException, Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import type { RequestHandler } from 'express';
import multer from 'multer';
import { isApi } from './authenticator.js';
import type { BodyLimits } from './body-limits.js';
import { waitLonger } from './deadline.js';
import { parseFields } from './fields.js';
import type { FileUpload, WebRequest, WebResponse } from './principal.js';
import { cleanText, cleanTexts } from './sanitize-input.js';
import { TooLarge } from './too-large.js';

/** What stands beside a file in its form. */
const BESIDE_FILE = { fields: 20, fieldSize: 10 * 1024, parts: 25, headerPairs: 20, fieldNestingDepth: 0 };
const FILE_PATIENCE_MS = 240_000;

/**
 * Reads what was sent to a route, once the guard knows the route and that the caller may use it, and no more of it than
 * the route takes. Pages take forms, the API takes JSON.
 */
@Injectable()
export class BodyParser {
  /**
   * Fills `req.body` (undefined when nothing was sent) and `req.uploadedFile`. `beforeFile` is asked once the fields before the
   * file are in the body and throws to refuse the file unread. Throws 400, 413 or 415.
   */
  async read(req: WebRequest, res: WebResponse, takes: BodyLimits, beforeFile: () => void): Promise<void> {
    if (req.is('multipart/form-data')) {
      if (!takes.file && !takes.multipart) throw new UnsupportedMediaTypeException();
      await this.readMultipart(req, res, takes, beforeFile);
      return;
    }
    if (isApi(req) ? req.is(['json', '+json']) === false : req.is('urlencoded') === false) {
      if (isApi(req)) throw new UnsupportedMediaTypeException();
      return;
    }
    const raw = await this.bytes(req, takes.bytes);
    if (!raw) return;
    req.body = cleanTexts(this.parse(raw, isApi(req), takes), isApi(req) ? takes.depth * 4 : takes.depth + 1);
  }

  /** What the bytes say. */
  parse(raw: Buffer, json: boolean, takes: BodyLimits): unknown {
    const text = raw.toString('utf8');
    if (!json) return parseFields(text, takes);
    if (!text.trim()) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new BadRequestException();
    }
  }

  /** What was sent, or undefined; throws without reading where its length is said to be too great. */
  private async bytes(req: WebRequest, most: number): Promise<Buffer | undefined> {
    if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new UnsupportedMediaTypeException();
    const tooLarge = () => new TooLarge(`Send at most ${Math.floor(most / 1000)} kB at a time.`);
    if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge();
    const parts: Buffer[] = [];
    let size = 0;
    await new Promise<void>((done, fail) => {
      req.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= most) parts.push(part);
        else fail(tooLarge());
      });
      req.once('end', done).once('error', fail);
      req.once('close', () => fail(new BadRequestException()));
    });
    return size ? Buffer.concat(parts) : undefined;
  }

  private async readMultipart(
    req: WebRequest,
    res: WebResponse,
    takes: BodyLimits,
    beforeFile: () => void,
  ): Promise<void> {
    const most = takes.file + BESIDE_FILE.fields * BESIDE_FILE.fieldSize;
    const tooLarge = new TooLarge(
      takes.file ? `Send a file of at most ${Math.floor(takes.file / 2 ** 20)} MB.` : 'Send less at a time.',
    );
    if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge;
    if (takes.file) waitLonger(req, FILE_PATIENCE_MS);
    const read = multer({
      storage: multer.memoryStorage(),
      limits: { ...BESIDE_FILE, fileSize: Math.max(1, takes.file), files: takes.file ? 1 : 0 },
      fileFilter: (_req, _file, done) => {
        try {
          req.body = cleanTexts(req.body, 1);
          beforeFile();
          done(null, true);
        } catch (error) {
          done(error as Error);
        }
      },
    }).any();
    try {
      await run(read, req, res);
    } catch (thrown) {
      const error = thrown as { name?: string; code?: string; status?: number };
      req.body = undefined;
      // A mail program's body that is no form says nothing, like any other that does not say what it should.
      if (!takes.file) return;
      if (error.code?.startsWith('LIMIT_')) throw tooLarge;
      // Whatever else multer or busboy say: this is no form.
      throw error.name === 'CodedError' || error.status ? error : new BadRequestException();
    }
    req.body = cleanTexts(req.body, 1);
    const file = (req as { files?: FileUpload[] }).files?.[0];
    // A browser sends an empty part for a file nobody chose.
    if (file && (file.originalname || file.buffer.length))
      req.uploadedFile = { originalname: cleanText(file.originalname), buffer: file.buffer };
  }
}

/** A step of Express as a promise. */
const run = (step: RequestHandler, req: WebRequest, res: WebResponse): Promise<void> =>
  new Promise((done, fail) => step(req, res, (error?: unknown) => (error ? fail(error) : done())));
