/** The terms of a session as sentences; the same in our emails. */
export { policyInWords } from '#bookings';
