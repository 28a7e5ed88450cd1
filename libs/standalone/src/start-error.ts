/** The program or its built-in database cannot start here; the message says all the operator needs to put it right. */
export class StartError extends Error {}
