import { z } from 'zod';

const given = (text: string) => z.string(text).min(1, text).max(1000, text);

export const passwordForm = z.object({
  now: given('Enter the password you have now'),
  next: given('Enter a new password'),
});
