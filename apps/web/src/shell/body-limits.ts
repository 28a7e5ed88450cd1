import { SetMetadata } from '@nestjs/common';

const KB = 1000;
export const MB = 1024 * 1024;

/** How much a route reads of what is sent to it. */
export interface BodyLimits {
  /** Bytes of a form or of JSON. */
  bytes: number;
  /** Fields of a form. */
  fields: number;
  /** How deep names nest: `people[0][name]` is 2. JSON may nest four times as deep. */
  depth: number;
  /** Bytes of the one file that may come with the form; 0: no file, and no multipart/form-data. */
  file: number;
  /** multipart/form-data is read though no file may come: a mail program may send the button's words so. */
  multipart: boolean;
}

/** What a route takes that says nothing: any form a person fills in by hand. */
export const DEFAULT_BODY_LIMITS: BodyLimits = {
  bytes: 100 * KB,
  fields: 500,
  depth: 3,
  file: 0,
  multipart: false,
};

/** Metadata key of what a route takes. */
export const BODY_LIMITS = 'crm:takes';

/** Said by a route that needs more than DEFAULT_BODY_LIMITS; everything beyond is refused before it is parsed. */
export const BodyLimits = (more: Partial<BodyLimits>) =>
  SetMetadata(BODY_LIMITS, { ...DEFAULT_BODY_LIMITS, ...more });
