/**
 * What particular mail systems and providers say, in their own codes and set phrases. Read before the general list of
 * data/bounce-phrases.json, whose words would take a part of these for the whole: "message … has been frozen" is a queue
 * that waits, not an account. Sources: the programs' own code and the providers' published lists of refusals.
 */

/** One line of the table: when a server says any of `says`, it means `reason`; a weak one yields to stronger words. */
export interface Phrases {
  reason: string;
  weak?: boolean;
  says: string[];
}

/** Phrases of a line, parted by bars. */
export const say = (text: string): string[] =>
  text.split('|').map((phrase) => phrase.replace(/\s+/g, ' ').trim());

/** Ordered, as the general list; lower case, " … " stands for up to 60 characters, ## for a host, @@ for an address. */
export const particular: Phrases[] = [
  // Mail services that do not even try: SendGrid, Mailgun, SparkPost.
  {
    reason: 'suppressed',
    says: say(`
      not delivering to previously bounced | not delivering to a user who marked | previously unsubscribed |
      unsubscribed address | on suppression`),
  },
  // Queues: Exim, sendmail, PowerMTA, Postfix. What the last try met is not why the time ran out.
  {
    reason: 'expired',
    says: say(`
      allowed queue period | delivery failed … attempts | days without success | in the retry queue |
      no hosts that could be reached | delivery temporarily suspended | envelope expired | message … been frozen |
      was frozen on arrival | deferred: connection | message timeout | exceeded max time |
      have been failing for a long time | retry time not reached | delivery expired | queue.expired |
      no mx connection | message expired | aborted after | in the queue too long | has been in the queue | could not be delivered for`),
  },
  { reason: 'contenterror', says: say(`recipient address rejected: media error`) },
  { reason: 'systemerror', says: say(`recipient address rejected: … system error`) },
  // A name server that does not answer is no proof that a domain is not there.
  { reason: 'networkerror', says: say(`host not found, try again`) },
  { reason: 'userunknown', says: say(`recipient address rejected: access denied`) },
  { reason: 'onhold', says: say(`status onhold | message on hold`) },
  // Exim's and Postfix's own troubles, which name addresses and hosts without meaning them.
  {
    reason: 'systemerror',
    says: say(`
      int-p | int-t | bad credentials | error in redirect data | delivery to file forbidden |
      delivery to pipe forbidden | local delivery failed: error | local user lookup failed | queue file write error |
      mail transport unavailable | mail transport error | unable to run | conversionfailed | storageerror |
      resolver.adr.ambiguous | resolver.adr.badprimary | resolver.adr.invalidinsmtp`),
  },
  {
    reason: 'mailererror',
    says: say(`
      pipe exited with | command time limit | unknown mailer error | x-unix; | returned non-zero exit | rejected: mailer error`),
  },
  {
    reason: 'syntaxerror',
    says: say(`
      angle-brackets nested | missing or malformed local part | malformed address | need fully-qualified address`),
  },
  {
    reason: 'hostunknown',
    says: say(`
      destination computer … not found | domain existiert nicht | domain … existiert nicht | domaine n'existe |
      domaine … n'existe | dominio no existe | dominio … no existe | mx for domain | no dns record | no mail servers |
      host address lookups failed | point to non-existent hosts | lowest numbered mx | no dns entries for |
      domainnonexistent | enotfound | unable to find the host | find the host | cannot find domain | cannot find mx |
      domain not registered | nonexistentdomain | no hosts found for | unable to route:`),
  },
  // Sendmail says it of our greeting, OpenSMTPD of the recipient's domain.
  {
    reason: 'blocked',
    says: say(`
      deny list | denylist | blackholed | blackhole list | private list | helo … invalid domain name |
      501 invalid domain name | 501 5.0.0 invalid domain name`),
  },
  { reason: 'hostunknown', says: say(`invalid domain name`) },
  {
    reason: 'networkerror',
    says: say(`
      failure in mx lookup | no longer responding | address family mismatch | no valid route | routes to destination |
      network error on destination | mxloopback`),
  },
  {
    reason: 'failedstarttls',
    says: say(`
      issue starttls | please use tls | tls not available | could not verify ssl | certificate not trusted |
      certificate verification fail | tls is required, but | encryption needed | ssl_connect | tls handshake |
      starttls is required`),
  },
  {
    reason: 'toomanyconn',
    says: say(`
      reciplimit | too many new sessions | too many open connections | hl:icc | con-t1 | con-t2 | con-t3 | txn-t |
      msg-t`),
  },
  {
    reason: 'speeding',
    says: say(`
      sender quota | too many invalid | too many errors from | maximum number of messages | reciprate | sending limit |
      relay sending limit | sending quota | hl:ifc | mi:dmc | mi:stc | rp:rcl | exceeded the message limit | cxthrt |
      sending too frequently`),
  },
  // Yahoo and AOL, Microsoft, NetEase, Orange, Cox, Facebook: codes that stand for a sentence on a page of theirs.
  {
    reason: 'badreputation',
    says: say(`[tss | permanently deferred | sc-001 | hl:rep | rep-p | (s775`),
  },
  {
    reason: 'blocked',
    says: say(`
      pol-p1 | pol-p2 | ou-001 | ou-002 | dy-001 | part of their network is on | hl:ipb | hl:ihu | mi:spb | ofr_999 |
      blocked - see | a problem occurred. (ask your postmaster | banned sending ip | (s77719 | in an rbl |
      name was rejected | greeting failed | protocol error in greeting | not authorized to send email directly`),
  },
  {
    reason: 'spamdetected',
    says: say(`
      (hvu: | message is unwanted | unwanted message | content scanner | dt:spm | ofr_506 | mail rejete |
      message not allowed - [ | scored … points | flagged as`),
  },
  {
    reason: 'virusdetected',
    says: say(`infected | worm. | suspicious attachment | dangerous attachment | eicar`),
  },
  {
    reason: 'filtered',
    says: say(`
      own filter | recipient is not accepting | personal block | personal filter | due to recipient preferences |
      recipient's preferences | recipient's privacy | recipient's filter | filtered by recipient | rcp-p2 | rcp-p3`),
  },
  {
    reason: 'rejected',
    says: say(`
      badmailfrom | envelope sender is in | envelope sender domain | administratively denied |
      mail from this address | header sender | recipient has refused | from: domain is invalid | your domain does not |
      not a member of this`),
  },
  {
    reason: 'policyviolation',
    says: say(`
      banned name | banned: . | banned contents | banned file | denied by policy | blocked by policy |
      acceptable use | illegal attachment | forbidden file | files are forbidden | executable attachment |
      policy decision | message not accepted for policy | has a policy that prohibited | mailpolicy violation |
      content restriction | content examination policy | organization policy | rules.rejectmessage | rejectmessage |
      attachment type | rejected by destination domain | delivery not authorized | envelope blocked`),
  },
  {
    reason: 'notcompliantrfc',
    says: say(`
      messages missing a | missing a valid message | from: header is missing | 'from' header is missing`),
  },
  {
    reason: 'norelaying',
    says: say(`
      delivery is not allowed to | non-local e-mail | authentication required for relay | required to relay |
      relay not permitted`),
  },
  {
    reason: 'userunknown',
    says: say(`
      deliver mail for @@ | no one here | nobody here | not in use | gateway user | verzeichnis nicht aufgef |
      mailbox here by that name | callout verification failed: 550 550 | user unknown … callout | unrouteable user |
      invaild user | (@@) does not exist | invalid user address | rcp-p1 | nonexistent user | recipients are invalid | mailbox could not be located |
      alias user | find user | user is not on | no mail box available | not an active address | invalid … username`),
  },
  {
    reason: 'mailboxfull',
    says: say(`
      いっぱい | 容量を超 | 空き容量 | error writing message: file too large | error writing message: dis | storage space`),
  },
  { reason: 'authfailure', says: say(`spf unauthorized | sender id (pra) | spf … not permitted`) },
  { reason: 'suspend', says: say(`account has been blocked | account is blocked | account … barred`) },
  { reason: 'syntaxerror', says: say(`bad syntax`) },
  { reason: 'notaccept', says: say(`seem to reject all`) },
];
