/** What has changed, as far as it decides what its owner can do about it. */
export type ChangeKind =
  /** What they sign in with, by themselves. */
  | 'sign-in'
  /** Another address was asked for. */
  | 'address-asked'
  /** They sign in with another address from now on; told at the one before. */
  | 'address'
  /** Their access has ended. */
  | 'ended'
  /** A role, the name, access given back: nothing a new password would undo. */
  | 'by-others';

/** Whom they can turn to. */
export interface ToTell {
  people: readonly { name: string; email: string }[];
  /** As the area gives it. */
  telephone?: string;
}

/** "Ada Admin (ada@example.org) or Bea Boss (bea@example.org), telephone 01422 000000". */
export function tellWords({ people, telephone }: ToTell): string {
  const names = people.map(({ name, email }) => `${name} (${email})`).join(' or ');
  if (!names) return telephone ? `the network, telephone ${telephone}` : 'whoever runs the program';
  return telephone ? `${names}, telephone ${telephone}` : names;
}

/** What the owner of an account is advised where a change is not right; a new password only where that helps. */
export function adviceOn(kind: ChangeKind, to: ToTell): string {
  const whom = tellWords(to);
  switch (kind) {
    case 'sign-in':
      return `If that was you, you need do nothing. If not, choose a new password on the sign-in page, take away what you did not set up under Your account, Signing in and security, and tell ${whom} at once.`;
    case 'address-asked':
      return `If that was you, open the link sent there. If not, take it back under Your account, choose a new password, and tell ${whom} at once.`;
    case 'address':
      return `If that was you, you need do nothing. If not, tell ${whom} at once: they can end the access. A link for a new password no longer reaches you at this address.`;
    case 'ended':
      return `If you still need it, ask ${whom}. Until it is given back you cannot sign in, and a new password does not help.`;
    case 'by-others':
      return `If that is right, you need do nothing. If not, tell ${whom}.`;
  }
}
