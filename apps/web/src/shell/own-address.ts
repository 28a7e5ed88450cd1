/** Only an address of this site, so that a link cannot lead away after sign-in. */
export const ownAddress = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) && !next.startsWith('/sign-in') ? next : '/';
