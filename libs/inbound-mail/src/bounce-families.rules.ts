/** How servers put words together when they refuse a mail. */
import { type Phrases, say } from './bounce-phrases.rules.js';

/** Every first word with every second, near each other: "recipient … unknown". */
const together = (firsts: string, seconds: string) =>
  say(firsts).flatMap((first) => say(seconds).map((second) => `${first} … ${second}`));

/**
 * How servers put a refusal together from a few parts, for those whose very phrase nobody has listed. Read after every
 * phrase that is sure of itself and before the weak ones; ordered, the first line that fits wins.
 */
export const families: Phrases[] = [
  {
    reason: 'authfailure',
    says: [
      ...together('spf | dkim | dmarc', 'fail | violat | reject | not pass'),
      ...together('failed | fails', 'spf | dkim | dmarc'),
    ],
  },
  {
    reason: 'filtered',
    says: [
      ...together('recipient | this user', 'refuses | filter | does not accept | personal'),
      ...together("recipient's | user's", 'rules | filter'),
    ],
  },
  {
    reason: 'blocked',
    says: [
      'permanently blocked',
      'blocked:',
      'from your country',
      ...together(
        'your host | your mailserver | your mail server | your server | sending host | client host | ip address',
        'not accepted | is refused | refused | denied | bad senders | blocked | banned | not welcome',
      ),
    ],
  },
  {
    reason: 'rejected',
    says: [
      'sender address',
      'your mail address',
      'post here',
      'envelope from',
      "sender's",
      ...together('sender', 'reject | refuse | not allowed | invalid'),
    ],
  },
  {
    reason: 'mailboxfull',
    says: together(
      'quota | mailbox | inbox | storage | mail box | recipient has | user has | postfach | boîte | buzón | ящик',
      `is full | exceed | exhaust | used up | at its limit | no more space | no space | capacity | over its |
       allotment | plein | lleno | переполнен`,
    ),
  },
  {
    reason: 'spamdetected',
    says: say(`
      bogofilter | rspamd | 550 junk | 554 junk | content … objectionable | content … unwanted | message … junk |
      message … unwanted`),
  },
  {
    reason: 'policyviolation',
    says: [
      'site policy',
      ...together(
        'attachment | file type | files | zip',
        'not permitted | not allowed | not accept | forbidden | blocked',
      ),
      ...together('not accept', 'attachment | zip | files'),
    ],
  },
  {
    reason: 'suspend',
    says: together('account | mailbox | user', 'not allowed to receive | out of service | deactivat'),
  },
  { reason: 'mailererror', says: ['mailer returned', 'program mailer'] },
  { reason: 'norelaying', says: together('will not | does not | not allowed to | not', 'relay') },
  { reason: 'notaccept', says: ['not configured to receive', 'not configured to accept'] },
  { reason: 'hostunknown', says: say(`no such name | ## could not be located | domain … not be located`) },
  {
    reason: 'userunknown',
    says: [
      ...say(`
        nicht gefunden | pas été trouvée | 見つからない | 見つかりません | 存在しない | 存在しません | 使用されておりません |
        宛先不明 | cannot route to user | :unknown) | recipient cannot be verified | not a member here`),
      ...together(
        `user | mailbox | account | address | addressee | recipient | person | empfänger | adresse | benutzer |
         destinataire | destinatario | usuario | utilisateur`,
        `not found | not be found | not exist | n't exist | is invalid | as invalid | been removed |
         been deleted | not registered | unbekannt | nicht bekannt | nicht vorhanden | inconnu | introuvable |
         desconocid`,
      ),
    ],
  },
  { reason: 'systemerror', says: ['overloaded'] },
];
