// multer comes with @nestjs/platform-express, without types; this is what we use of it.
declare module 'multer' {
  import type { RequestHandler } from 'express';

  interface Limits {
    fileSize?: number;
    files?: number;
    fields?: number;
    fieldSize?: number;
  }
  function multer(options: { storage: object; limits: Limits }): { any(): RequestHandler };
  namespace multer {
    function memoryStorage(): object;
  }
  export default multer;
}
