export const eventKinds = ['forum', 'seminar', 'conference', 'network'] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a kind is called, and what the references of its bookings begin with. */
export const eventWords: Record<EventKind, { name: string; code: string }> = {
  forum: { name: 'Employer forum', code: 'FORUM' },
  seminar: { name: 'Seminar', code: 'SEM' },
  conference: { name: 'Conference', code: 'CONF' },
  network: { name: 'Peer-support network', code: 'NET' },
};
