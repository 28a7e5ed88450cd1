/**
 * events: where employers meet: forum, seminar, conference, peer-support network. It owns event.
 * It must not know how seats are counted or given: that is bookings', which it asks.
 */

export { type EventKind, eventKinds, eventWords } from './event.rules.js';
export { Events } from './event.service.js';
export { EventsModule } from './events.module.js';
