/** A subject one can leave alone: the name mails carry (`MailDefinition.topic`) and what people are told it is. */
export interface Topic {
  name: string;
  title: string;
  /** What emails of this topic are about, without promising that there will be any. */
  what: string;
}

/** Names are permanent: messages and suppressions hold them. */
export const topics: readonly Topic[] = [
  {
    name: 'surveys',
    title: 'Surveys',
    what: 'invitations to answer the employer survey',
  },
  {
    name: 'training',
    title: 'Training',
    what: 'courses of the network',
  },
  {
    name: 'forum',
    title: 'Employer forum and events',
    what: 'meetings and other events of the network',
  },
];

/** Undefined for a name no topic has. */
export const topicNamed = (name: string | null | undefined): Topic | undefined =>
  topics.find((topic) => topic.name === name);

/** What a topic is called on pages; a name nobody declared stands for itself. */
export const topicTitle = (name: string): string => topicNamed(name)?.title ?? name;
