// multer has no types; this is what we use of it.
declare module 'multer' {
  import type { RequestHandler } from 'express';

  interface Limits {
    fileSize?: number;
    files?: number;
    fields?: number;
    fieldSize?: number;
    parts?: number;
    headerPairs?: number;
    fieldNestingDepth?: number;
  }
  function multer(options: {
    storage: object;
    limits: Limits;
    fileFilter?: (req: unknown, file: unknown, done: (error: Error | null, take?: boolean) => void) => void;
  }): { any(): RequestHandler };
  namespace multer {
    function memoryStorage(): object;
  }
  export default multer;
}
