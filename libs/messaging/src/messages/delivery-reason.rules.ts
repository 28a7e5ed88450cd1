/**
 * Why a mail is in its state, for those who may see its fate and not whom it goes to. Mail servers quote addresses and
 * names, and so do people who give a reason; these get our words and a code. Pure.
 */
import type { MessageState } from '../message/message.rules.js';

/** Our own sentences, each as far as it says nothing that somebody else wrote. */
const OURS: readonly RegExp[] = [
  /^Given up after \d+ hours\./,
  /^(?:Given up: )?[Tt]he program (?:was )?stopped [^“”:()@]*\./,
  /^The program could not write this e?mail[^“”()@]*\./,
  /^The connection ended after we handed the e?mail over[^“”()@]*\./,
  /^The address does not exist\b/,
  /^The mail server refused (?:when we connected|our sign-in|our sender address|this address|the e?mail itself)(?: for good| for now)?/,
  /^The mail server could not be reached or did not answer/,
  /^The connection to the mail server is not safe/,
  /^(?:Came back|Not delivered yet, still being tried): [^“”:@]*\./,
  /^It arrived\./,
];

const STATES: Partial<Record<MessageState, string>> = {
  bounced: 'It came back.',
  failed: 'It could not be delivered.',
  retry: 'The mail server did not take it yet.',
  unknown: 'It may have arrived.',
  held: 'Something holds it until a person acts.',
  suppressed: 'Nothing of this kind may go to the address.',
  expired: 'It would have come too late to be of use.',
  cancelled: 'It was stopped.',
};

/** The code with which a quoted answer of a mail server begins. */
const CODE = /“(\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?)/;

/** The reason of a mail in our words alone, with the code of the mail server's answer; null where it has none. */
export function deliveryReason(message: { state: MessageState; reason: string | null }): string | null {
  if (message.reason === null) return null;
  let rest = message.reason;
  const said: string[] = [];
  for (let found = first(rest); found; found = first(rest)) {
    said.push(found.replace(/\.$/, ''));
    rest = rest.slice(found.length).trimStart();
  }
  const words = said.join('. ') || STATES[message.state]?.replace(/\.$/, '');
  if (!words) return null;
  const code = CODE.exec(message.reason)?.[1];
  return code ? `${words} (${code.replace('-', ' ')}).` : `${words}.`;
}

const first = (text: string): string | undefined => {
  for (const one of OURS) {
    const found = one.exec(text)?.[0];
    if (found) return found;
  }
  return undefined;
};
