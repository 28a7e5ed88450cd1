import { Module } from '@nestjs/common';
import { NEW_ADDRESS_PAGE, START_PAGE } from '#access';
import { ADMINISTRATORS_PAGE } from '#accounts';
import { BOOKING_PAGE, CORRECT_PAGE, PLACE_PAGE, SESSION_PAGE, STAFF_SESSION_PAGE } from '#bookings';
import { UNSUBSCRIBE_PAGE } from '#contact-policy';
import { PROPOSED_PAGE } from '#employers';
import { LOGO_FILE, PRIVACY_PAGE } from '#mail-templates';
import { PublicUrls } from '#platform';
import { RETENTION_PAGE } from '#retention';
import { ANSWER_PAGE, WAVE_PAGE } from '#surveys';

/**
 * Where the pages lie that libs lead people to. Emails that people hold name these addresses: one that changes goes on
 * answering at its old place too.
 */
@Module({})
export class PublicPagesModule {
  constructor(urls: PublicUrls) {
    urls.serve(START_PAGE, ({ token }) => `/start/${token}`);
    urls.serve(PROPOSED_PAGE, () => '/employers/proposed');
    urls.serve(ADMINISTRATORS_PAGE, () => '/settings/administrators');
    urls.serve(NEW_ADDRESS_PAGE, ({ token }) => `/new-address/${token}`);
    urls.serve(UNSUBSCRIBE_PAGE, ({ token }) => `/leave/${token}`);
    urls.serve(ANSWER_PAGE, ({ token }) => `/s/${token}`);
    urls.serve(WAVE_PAGE, ({ waveId }) => `/surveys/waves/${waveId}`);
    urls.serve(SESSION_PAGE, ({ slug, sessionId }) => `/network/${slug}/training/${sessionId}`);
    urls.serve(BOOKING_PAGE, ({ token }) => `/b/${token}`);
    urls.serve(PLACE_PAGE, ({ token }) => `/place/${token}`);
    urls.serve(STAFF_SESSION_PAGE, ({ sessionId }) => `/training/sessions/${sessionId}`);
    urls.serve(
      CORRECT_PAGE,
      ({ sessionId, who, id }) => `/training/sessions/${sessionId}/correct?${who}=${id}`,
    );
    urls.serve(PRIVACY_PAGE, ({ slug }) => (slug ? `/network/${slug}/privacy` : '/privacy'));
    urls.serve(RETENTION_PAGE, () => '/settings/retention');
    urls.serve(LOGO_FILE, ({ slug, digest }) => `/network/${slug}/logo.png?${digest}`);
  }
}
