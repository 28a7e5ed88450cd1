import { z } from 'zod';

const given = (text: string) => z.string(text).min(1, text).max(1000, text);

export const passwordForm = z.object({
  passwordNow: given('Enter the password you have now'),
  passwordNew: given('Enter a new password'),
});
