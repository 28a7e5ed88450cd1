import { isIPv6 } from 'node:net';

/**
 * What a calling address counts as where calls are counted: an IPv4 address is itself, an IPv6 one its first 64 bits,
 * since whoever has one has all of those. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 one.
 */
export function networkOf(address: string | undefined): string {
  const plain = (address ?? '').replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(plain)) return plain;
  const [before = '', after] = plain.split('::');
  const head = before.split(':').filter(Boolean);
  const tail = (after ?? '').split(':').filter(Boolean);
  // A dotted end stands for two groups; it never reaches into the first four.
  const missing = 8 - head.length - tail.length - (plain.includes('.') ? 1 : 0);
  const groups = after === undefined ? head : [...head, ...Array<string>(missing).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
