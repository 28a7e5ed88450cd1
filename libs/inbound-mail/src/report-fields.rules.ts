/** The fields of a machine-readable report: "Name: value" lines, folded, in groups parted by blank lines (RFC 3464). */

/** Lower-case name to value; the first of a name counts, but Original-Rcpt-To may come several times (RFC 5965). */
export type Fields = Map<string, string>;

const MOST_GROUPS = 500;
const anew = new Set(['final-recipient', 'original-recipient']);

/** Groups of fields in a text. A second recipient without a blank line before it begins a group of its own. */
export function readFields(text: string): Fields[] {
  const groups: Fields[] = [];
  let group: Fields = new Map();
  let name = '';
  const close = () => {
    if (group.size > 0) groups.push(group);
    group = new Map();
    name = '';
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (groups.length >= MOST_GROUPS) break;
    const field = /^\s?([A-Za-z][A-Za-z0-9-]{1,60})\s{0,3}:(.*)$/.exec(line);
    if (line.trim() === '') close();
    else if (/^[ \t]/.test(line) && name && !(field && known.test(field[1]!))) {
      const so = group.get(name) ?? '';
      if (so.length < 4_000) group.set(name, `${so} ${line.trim()}`.trim());
    } else if (field) {
      name = field[1]!.toLowerCase();
      if (anew.has(name) && group.has(name)) {
        close();
        name = field[1]!.toLowerCase();
      }
      if (!group.has(name)) group.set(name, field[2]!.trim());
      else if (name === 'original-rcpt-to')
        group.set(name, `${group.get(name)!.slice(0, 4_000)}, ${field[2]!.trim()}`);
      else name = '';
    }
  }
  close();
  return groups;
}

const known =
  /^(final-recipient|original-recipient|action|status|diagnostic-code|remote-mta|last-attempt-date)$/i;

const address =
  /[^\s<>()[\]",;:@：；，、（）＜＞《》【】「」]{1,64}@(?:[\p{L}\p{N}_-]{1,63}\.){0,8}[\p{L}\p{N}-]{1,63}/gu;

/** All mail addresses in a text, as written, in order, without those inside a quoted local part. */
export function addressesIn(text: string): string[] {
  return (text.match(address) ?? []).map((found) =>
    found.replace(/^(?:mailto|rfc822|smtp)[:=]/i, '').replace(/^['*=]+/, ''),
  );
}

/** The address of a recipient field ("rfc822; a@b", "<a@b>", "a@b"); undefined when it holds none. */
export function addressOf(value: string | undefined): string | undefined {
  if (!value) return undefined;
  const bare = value.slice(0, 2_000).replace(/^\s*[\w-]{1,20}\s*;\s*/, '');
  const quoted = /"([^"@]{1,64})"@([A-Za-z0-9.-]{1,255})/.exec(bare);
  if (!quoted) return addressesIn(bare)[0];
  // Quotes that are not needed go; a space needs them.
  return /\s/.test(quoted[1]!) ? quoted[0] : `${quoted[1]}@${quoted[2]}`;
}
