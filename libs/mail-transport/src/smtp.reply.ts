/** One whole answer of a mail server. */
export interface Reply {
  /** 200 to 599. */
  code: number;
  /** Its lines with their codes, joined by line feeds; other control characters are spaces. */
  text: string;
}

/** A mail server's answer is a few lines; one that goes on is no answer. */
const MAX_REPLY = 64 * 1024;
/** So much of an answer is kept. */
const KEPT = 4_000;
const LINE_FEED = 10;

/**
 * Cuts what a mail server sends into answers (RFC 5321 section 4.2). Takes any bytes; after what is no answer, or one
 * without an end, it is `broken`, and the connection of no more use: the answers before it hold.
 */
export class ReplyReader {
  private rest: Buffer | undefined;
  private lines: string[] = [];
  private size = 0;

  /** The server no longer speaks SMTP. */
  broken = false;

  /** The answers that these bytes complete. */
  take(chunk: Buffer): Reply[] {
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    const replies: Reply[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0 && !this.broken; end = bytes.indexOf(LINE_FEED, from)) {
      const line = readable(bytes.subarray(from, end));
      from = end + 1;
      if (line !== '') this.add(line, replies);
    }
    this.rest = from < bytes.length ? bytes.subarray(from) : undefined;
    if (this.rest && this.rest.length > MAX_REPLY) this.broken = true;
    return replies;
  }

  private add(line: string, replies: Reply[]): void {
    this.size += line.length;
    this.lines.push(line);
    if (
      !/^[2-5]\d\d(?:[ -]|$)/.test(line) ||
      // All lines of an answer carry the same code.
      line.slice(0, 3) !== this.lines[0]!.slice(0, 3) ||
      this.size > MAX_REPLY ||
      this.lines.length > 1_000
    ) {
      this.broken = true;
    } else if (line[3] !== '-') {
      replies.push({ code: Number(line.slice(0, 3)), text: this.lines.join('\n').slice(0, KEPT) });
      this.lines = [];
      this.size = 0;
    }
  }
}

/** UTF-8 as most servers write it, else byte by byte; nothing in it that moves a cursor or ends a string. */
function readable(bytes: Buffer): string {
  const utf8 = bytes.toString('utf8');
  const text = utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').trimEnd();
}
