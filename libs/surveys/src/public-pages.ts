import { publicPage } from '#platform';

/** Where somebody answers, by the link of their invitation. */
export const ANSWER_PAGE = publicPage<{ token: string }>('surveys.answer');
/** Staff's page of a wave. */
export const WAVE_PAGE = publicPage<{ waveId: string }>('surveys.wave');
