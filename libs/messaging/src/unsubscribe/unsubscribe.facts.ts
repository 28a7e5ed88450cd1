/** Somebody chose what may be sent to them; `subject` is `message:<id>`, data holds a title and a sentence. */
export const PREFERENCES = 'messaging.preferences';
