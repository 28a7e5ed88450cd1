/** Meetings: adding one; afterwards its pages are those of a session (../training, ../bookings). */
import { MeetingsApiController } from './meetings.api.controller.js';
import { MeetingsController } from './meetings.controller.js';

export const controllers = [MeetingsController, MeetingsApiController];
