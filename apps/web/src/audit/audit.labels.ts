import type { AuditKind } from '#access';

/** What a pair of resource and verb is called; others are put together from the two lists below. */
const PAIRS: Record<string, string> = {
  'sign_in_session:signed-in': 'Signed in',
  'sign_in_session:signed-out': 'Signed out',
  'sign_in_session:sign-in-failed': 'A try to sign in failed',
  'message_body:see': 'Read an email',
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
  refused: 'Was refused',
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
