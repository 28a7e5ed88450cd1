import type { Sector } from './employer.rules.js';
import { quoted } from './quoted.rules.js';

const words: [RegExp, Sector][] = [
  [/mental health/i, 'public_mh'],
  [
    /\b(?:third|voluntary|charit|vcse?|vcfse|community|not for profit|non-?profit|ngo|social enterprise)/i,
    'third',
  ],
  [/\b(?:public|statutory|government|nhs|council|local authority)\b/i, 'public_other'],
  [/\b(?:private|commercial|business)\b/i, 'private'],
];

/**
 * The sector a row says; where it says none, only what is sure: SIC code 1 is the register's word for a public body, a
 * charity number a charity. Nothing else is guessed: a company number alone is held by all sectors.
 */
export function readSector(
  text: string,
  hints: { sicCodes: string[]; isCharity: boolean; name: string },
): { sector: Sector | null; guessed: boolean; doubt?: string } {
  if (text) {
    const said = words.find(([pattern]) => pattern.test(text));
    if (said) return { sector: said[1], guessed: false };
    return {
      sector: null,
      guessed: false,
      doubt: `${quoted(text)} is none of private, public and third sector; left out.`,
    };
  }
  if (hints.sicCodes.includes('1'))
    return { sector: /\bmental health\b/i.test(hints.name) ? 'public_mh' : 'public_other', guessed: true };
  if (hints.isCharity) return { sector: 'third', guessed: true };
  return { sector: null, guessed: true };
}
