/**
 * Domains whose mailboxes belong to private people: mail providers open to everybody in the United Kingdom. Whoever uses
 * one at work counts as an individual too (automation.md section 1, PECR: "private mailboxes anywhere"). No such list is
 * complete; a domain not named here counts as an employer's.
 */
const PROVIDERS = new Set(
  [
    'gmail.com googlemail.com outlook.com outlook.co.uk hotmail.com hotmail.co.uk live.com live.co.uk msn.com',
    'yahoo.com yahoo.co.uk ymail.com rocketmail.com aol.com aol.co.uk icloud.com me.com mac.com',
    'btinternet.com btopenworld.com talktalk.net tiscali.co.uk sky.com virginmedia.com virgin.net ntlworld.com',
    'blueyonder.co.uk plus.net plusnet.com zen.co.uk o2.co.uk ee.co.uk orange.net freeserve.co.uk',
    'protonmail.com proton.me pm.me gmx.com gmx.co.uk gmx.net mail.com zoho.com fastmail.com tutanota.com hey.com',
  ].flatMap((domains) => domains.split(' ')),
);

/** Whether an address is that of a private person's mailbox. */
export const isPrivateMailbox = (address: string): boolean =>
  PROVIDERS.has(
    address
      .slice(address.lastIndexOf('@') + 1)
      .trim()
      .toLowerCase(),
  );
