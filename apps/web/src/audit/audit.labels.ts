import type { AuditKind, AuditLine } from '#access';
import { count } from '#platform';

/** What a pair of resource and verb is called; others are put together from the two lists below. */
const PAIRS: Record<string, string> = {
  'sign_in_session:signed-in': 'Signed in',
  'second_factor:create': 'Set up a second factor',
  'second_factor:change': 'Set up a second factor anew',
  'second_factor:delete': 'Took a second factor away',
  'second_factor:codes-made': 'Made recovery codes',
  'second_factor:code-used': 'Used a recovery code',
  'contact:see': 'Saw people, with addresses and numbers',
  'contact:see-names': 'Saw people, names and jobs only',
  'delegate:list': 'Saw the people of a session',
  'delegate:see': 'Saw somebody on a booking',
  'proposed_administrator:proposed': 'Asked for an administrator',
  'proposed_administrator:accepted': 'Confirmed an administrator',
  'proposed_administrator:declined': 'Did not confirm an administrator',
  'proposed_employer:proposed': 'Proposed an employer',
  'proposed_employer:accepted': 'Added a proposed employer',
  'proposed_employer:declined': 'Did not add a proposed employer',
  'user:rights-reviewed': 'Looked through the roles of an area',
  'retention:delete': 'Deleted what was kept long enough',
  'sign_in_session:signed-out': 'Signed out',
  'sign_in_session:sign-in-failed': 'A try to sign in failed',
  'message_body:see': 'Read an email',
  'message_body:list': 'Saw the list of emails in the mailbox',
  'message_metadata:send': 'Sent emails again',
  'message_metadata:change': 'Changed what becomes of emails',
  'answer_employer:see': 'Read an employer’s answer',
  'survey_wave:send': 'Sent a survey',
  'audit:see': 'Looked at the audit',
  'audit:list': 'Looked at the audit',
  'export:create': 'Had a file made of a list',
  'export:delete': 'Deleted a file of a list',
  'export:see': 'Fetched a file of a list',
  'import:create': 'Brought a list in',
  'import:change': 'Took a list back',
  'suppression:create': 'Blocked an address',
  'suppression:delete': 'Unblocked an address',
  'user:create': 'Gave somebody a role',
  'audit_value:erase': 'Took names and words out of the audit',
  'retention:change': 'Changed how long data are kept',
  'user:change': 'Changed an account',
  'api_token:create': 'Made an API token',
  'api_token:delete': 'Ended an API token',
  'setting:create': 'Made an area or a setting',
  'setting:change': 'Changed a setting',
  'template:change': 'Changed the words of an email',
  'template:send': 'Sent a test email',
};

const VERBS: Record<string, string> = {
  list: 'Saw a list of',
  see: 'Looked at',
  create: 'Added',
  change: 'Changed',
  delete: 'Took away',
  export: 'Asked for a file of',
  send: 'Sent',
  refused: 'Was refused:',
  'refused-often': 'Was refused many times in a short while:',
  walked: 'Asked for many records that are not there:',
  run: 'Ran a command on',
  retry: 'Tried again',
  drop: 'Dropped',
  proposed: 'Proposed',
  accepted: 'Accepted a proposal:',
  declined: 'Declined a proposal:',
  'rights-reviewed': 'Looked through',
};

const RESOURCES: Record<string, string> = {
  access_need: 'access needs',
  answer_employer: 'employers’ answers',
  api_token: 'API tokens',
  audit: 'the audit',
  charter: 'signatories',
  contact: 'people of employers',
  delegate: 'people on a course',
  employer: 'employers',
  failed_job: 'a job in the background',
  import: 'lists',
  installation: 'the installation',
  message_body: 'emails',
  message_metadata: 'emails',
  page: 'a page',
  proposed_administrator: 'an administrator',
  proposed_employer: 'an employer',
  retention: 'what was kept long enough',
  setting: 'settings',
  second_factor: 'a second factor',
  sign_in_session: 'sign-ins',
  suppression: 'blocked addresses',
  survey_wave: 'surveys',
  template: 'the words of emails',
  user: 'people and roles',
};

/** "Read an email", of an entry or of `<resource>:<verb>`. */
export function doneWords(resource: string, verb: string): string {
  return (
    PAIRS[`${resource}:${verb}`] ??
    `${VERBS[verb] ?? `${verb}:`} ${RESOURCES[resource] ?? resource.replaceAll('_', ' ')}`
  );
}

/** What a list of entries can be narrowed to. */
export const kinds: Record<AuditKind, string> = {
  change: 'Changes',
  read: 'Looks and refusals',
  'sign-in': 'Sign-ins',
};

/** Who acted, where no person or token is named. */
export const actorKinds: Record<string, string> = {
  user: 'Somebody whose account is gone',
  token: 'An API token that is gone',
  link: 'Somebody with a personal link',
  public: 'Somebody not signed in',
  program: 'The program',
  operator: 'The command line',
};

/** The first words of a reason that the program put there, in front of what somebody typed: the entry's own changes say it better. */
const PROGRAM_WORDS = /^role (?:given|taken away): [a-z_]+(?:: |$)/;

/** Why it was done, in words; undefined where nobody said. Of a role that was given the entry itself says which. */
export function reasonWords(line: Pick<AuditLine, 'resource' | 'verb' | 'reason' | 'changes'>) {
  const { resource, verb, reason, changes } = line;
  if (!reason) return undefined;
  if (resource === 'sign_in_session') return SIGN_INS[reason] ?? reason;
  if (REFUSALS.has(verb)) return WANTED[reason] ?? reason;
  if (resource !== 'user') return reason;
  const said = reason.replace(PROGRAM_WORDS, '');
  return changes?.['role']?.includes(said) ? undefined : said.replace(/^./, (letter) => letter.toUpperCase());
}

/** What was refused is told with the verb that was asked for. */
export const REFUSALS: ReadonlySet<string> = new Set(['refused', 'refused-often', 'walked']);
const WANTED: Record<string, string> = {
  list: 'Wanted to see a list',
  see: 'Wanted to look',
  create: 'Wanted to add',
  change: 'Wanted to change something',
  delete: 'Wanted to take something away',
  send: 'Wanted to send',
  export: 'Wanted to export',
};

/** How many, of what the entry is about. */
export function countWords({ resource, verb, rowCount }: Pick<AuditLine, 'resource' | 'verb' | 'rowCount'>) {
  if (rowCount === null) return undefined;
  if (resource === 'contact' || resource === 'delegate') return count(rowCount, 'person', 'people');
  if (resource === 'setting') return `${count(rowCount, 'email', 'emails')} looked at again`;
  if (resource.startsWith('message_') || (resource === 'survey_wave' && verb === 'send'))
    return count(rowCount, 'email', 'emails');
  return `${rowCount.toLocaleString('en-GB')} in all`;
}

/** How somebody came in, or did not. */
const SIGN_INS: Record<string, string> = {
  password: 'With the password',
  passkey: 'With the password and a passkey',
  'passkey alone': 'With a passkey',
  'code of an app': 'With the code of an app',
  'recovery code': 'With a recovery code',
  'second factor set up': 'A second factor was set up',
  'second factor': 'The code was wrong',
};
