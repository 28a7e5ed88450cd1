/** The reason of a mail without what the mail server said word for word, and without its codes: as one says it to staff. */
export const plainReason = (reason: string): string =>
  reason
    .replace(/: “[^”]*”/g, '')
    .replace(/ \(\d\.\d{1,3}\.\d{1,3}\)/g, '')
    .replace(/ “\d{3}[ -][^”]*”/g, '');
