/** The largest file: it comes with every first visit to a public page. */
export const LOGO_BYTES = 50 * 1024;
/** Shown 40 px high, sharp on screens with two dots a pixel. */
const LEAST_HEIGHT = 40;
const MOST = 2_000;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Why these bytes cannot be the logo, as a sentence beside the field; undefined where they can. Looks at the file's head only (PNG, RFC 2083, IHDR). */
export function logoProblem(bytes: Buffer): string | undefined {
  if (!bytes.length) return 'Choose a picture';
  if (bytes.length > LOGO_BYTES)
    return 'Choose a picture of at most 50 kB. It is shown 40 pixels high: one of 80 to 120 pixels is sharp enough';
  const isPng = bytes.subarray(0, 8).equals(SIGNATURE) && bytes.toString('latin1', 12, 16) === 'IHDR';
  if (!isPng || bytes.length < 33) return 'Choose a PNG picture: its name ends with .png';
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (height < LEAST_HEIGHT)
    return `Choose a picture at least ${LEAST_HEIGHT} pixels high; this one has ${height}`;
  if (width > MOST || height > MOST) return `Choose a picture of at most ${MOST} by ${MOST} pixels`;
  if (width > height * 8) return 'Choose a picture that is less wide: at most eight times its height';
  return undefined;
}
