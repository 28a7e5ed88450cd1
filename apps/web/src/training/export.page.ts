import { z } from 'zod';
import { exportPage } from '../exports/index.js';

const delegatesFilter = z.object({ session: z.uuid().or(z.literal('')).catch('') });

/** People on sessions: of one, or of all. */
export const DelegatesExportPage = exportPage({
  path: 'delegates',
  source: 'bookings.delegates',
  resource: 'delegate',
  nav: 'training',
  asked(query) {
    const { session } = delegatesFilter.parse(query);
    return session
      ? { filter: { sessionId: session }, list: { href: `/training/sessions/${session}`, text: 'Session' } }
      : { filter: {}, list: { href: '/training', text: 'Training and events' } };
  },
});
