/** Training and events: the public calendar and session page; for staff sessions and courses. */
export { changedDates, go, placeFields, seatFields, shownDates, toDates, toSeats } from './session.form.js';
export { datesBody, seatsBody, sessionAnswer, sessionJson, toInstants } from './sessions.api.controller.js';
export { TrainingWebModule } from './training.module.js';
