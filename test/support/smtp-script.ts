/** What the scripted mail server says, by the local part it behaves by; the whole table stands in smtp-server.ts. */

export type Refusal = [code: number, text: string];

export const refusalsAtRcpt: Record<string, Refusal> = {
  greylist: [451, '4.7.1 Greylisted, try again later'],
  rcpt4xx: [450, '4.2.0 Mailbox busy'],
  rcpt5xx: [550, '5.7.1 We do not want this'],
  nouser: [550, '5.1.1 No such user'],
  full: [552, '5.2.2 Mailbox full'],
  rcpt421: [421, '4.3.2 Closing down'],
  rcptlies: [550, '5.7.1 We do not want this'],
};

export const refusalsAtData: Record<string, Refusal> = {
  data4xx: [451, '4.3.0 No mail now'],
  data5xx: [554, '5.5.1 No mail ever'],
  data421: [421, '4.3.2 Closing down'],
  data250: [250, '2.0.0 Thank you'],
};

export const refusalsAfterDot: Record<string, Refusal> = {
  dot4xx: [451, '4.3.0 Try again later'],
  dot5xx: [554, '5.6.0 Not like this'],
  dotnouser: [550, '5.1.1 No such user after all'],
  dot421: [421, '4.3.2 Closing down'],
};

/** Written to RCPT instead of an answer. */
export const odd: Record<string, string> = {
  flood: '250 '.padEnd(1_000, 'x'),
  babble: `250-${'And another thing. '.repeat(50)}\r\n`,
  garbled: 'What do you want?\r\n',
  twice: '250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n',
  mixed: '250-2.1.5 Yes\r\n550 5.7.1 No\r\n',
};

export const behaviour = (address: string): string => address.split(/[.+@]/)[0]!.toLowerCase();

export const refusal = (code: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode: code });
