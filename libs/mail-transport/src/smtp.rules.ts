/**
 * What a mail server's answer means for a mail: the only place that tells errors that pass from errors that stay.
 * Pure; the words are for staff.
 */

import { beginning, oneLine } from '#platform';

/** How far the conversation had come. From `data` on the mail may have left, whatever happens then. */
export type Reached = 'claimed' | 'data';

/** What the mail server did with one mail. */
export type SmtpResult =
  /** 250 after the final dot: theirs now. */
  | { kind: 'accepted'; code: number; text: string }
  /** It said no, at this stage, with this code (4xx or 5xx). */
  | { kind: 'refused'; stage: SmtpStage; code: number; text: string }
  /** It said nothing: connection lost, silence; or it is not safe to talk to: TLS that failed, a wrong certificate. */
  | { kind: 'silent'; reached: Reached; text: string; unsafe?: true }
  /** It had no leave when the first byte was to go (taken back, the program stops, nobody could say): nothing left. */
  | { kind: 'stopped' };

/** `connect` and `sign-in` are about us and the server, the others about this mail. */
export type SmtpStage = 'connect' | 'sign-in' | 'sender' | 'recipient' | 'data';

/** What becomes of the mail. */
export interface DeliveryResult {
  to: 'sent' | 'retry' | 'failed' | 'bounced' | 'unknown' | 'stopped';
  /** Plain English, for staff; null where there is nothing to say. */
  reason: string | null;
  code: number | null;
  text: string | null;
}

/**
 * Enhanced codes that say the recipient's address is wrong for good (RFC 3463 section 3.2, RFC 7505 for 5.1.10).
 * 5.1.7 and 5.1.8 are about the sender's address, so they block nobody's.
 */
const DEAD_ADDRESS = /\b5\.1\.(?:1|2|3|6|10)\b/;

const stages: Record<SmtpStage, string> = {
  connect: 'when we connected',
  'sign-in': 'our sign-in',
  sender: 'our sender address',
  recipient: 'this address',
  data: 'the email itself',
};

/** What becomes of a mail after what the mail server did. Texts are stored as they are answered here. */
export function deliveryResult(result: SmtpResult): DeliveryResult {
  switch (result.kind) {
    case 'accepted':
      return { to: 'sent', reason: null, code: result.code, text: short(result.text) };
    case 'stopped':
      return {
        to: 'stopped',
        reason: 'The program was stopped before anything was handed over.',
        code: null,
        text: 'Stopped before anything was handed over',
      };
    case 'silent':
      return result.reached === 'data'
        ? {
            to: 'unknown',
            reason:
              'The connection ended after we handed the email over and before the mail server answered. It may have arrived.',
            code: null,
            text: short(result.text),
          }
        : {
            to: 'retry',
            reason: result.unsafe
              ? `The connection to the mail server is not safe: ${short(result.text)}. Nothing was handed over.`
              : `The mail server could not be reached or did not answer (${short(result.text)}). Nothing was handed over.`,
            code: null,
            text: short(result.text),
          };
    case 'refused':
      return refusal(result);
  }
}

function refusal(result: Extract<SmtpResult, { kind: 'refused' }>): DeliveryResult {
  const answer = { code: result.code, text: short(result.text) };
  // A server that turns us away, or our sign-in, says nothing about this mail: it is ours to mend meanwhile.
  const aboutUs = result.stage === 'connect' || result.stage === 'sign-in';
  if (result.code < 500 || aboutUs)
    return {
      to: 'retry',
      reason: `The mail server refused ${stages[result.stage]}${aboutUs ? '' : ' for now'}: “${answer.text}”.`,
      ...answer,
    };
  if ((result.stage === 'recipient' || result.stage === 'data') && DEAD_ADDRESS.test(result.text))
    return { to: 'bounced', reason: `The address does not exist: “${answer.text}”.`, ...answer };
  return {
    to: 'failed',
    reason: `The mail server refused ${stages[result.stage]} for good: “${answer.text}”.`,
    ...answer,
  };
}

/** Server answers are long and full of links at times; their beginning says it. */
const short = (text: string): string => beginning(oneLine(text), 300);
