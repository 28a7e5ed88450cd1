/** Days between saying that something will go and its going. */
export const ANNOUNCED_DAYS = 7;
