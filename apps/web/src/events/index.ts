/** Meetings: adding one; afterwards its pages are those of a session (../training, ../bookings). */
export { EventsWebModule } from './events.module.js';
