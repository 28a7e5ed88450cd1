/** Return addresses that name the mail they are of (VERP): made for the envelope, read in what comes back. */

/** At most so many tokens are looked up for one mail that came back. */
const MOST = 20;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Envelope sender that names the mail: `network+b-<token>@example.org` (VERP). */
export function bounceAddress(from: string, verpToken: string): string {
  const at = from.lastIndexOf('@');
  return `${from.slice(0, at)}+b-${verpToken}${from.slice(at)}`;
}

/** Tokens of our return addresses (`network+b-<token>@our.domain`) among these addresses, each once, in order. */
export function tokensIn(addresses: readonly string[], mailFrom: string): string[] {
  const at = mailFrom.lastIndexOf('@');
  const form = new RegExp(
    `^${escaped(mailFrom.slice(0, at))}\\+b-([0-9a-f]{24})${escaped(mailFrom.slice(at))}$`,
    'i',
  );
  const tokens = addresses.flatMap((address) => form.exec(address.trim())?.[1]?.toLowerCase() ?? []);
  return [...new Set(tokens)].slice(0, MOST);
}
