import { z } from 'zod';
import { field } from '../shell/index.js';

export const passwordForm = z.object({
  passwordNow: field.password('Enter the password you have now'),
  passwordNew: field.password('Enter a new password'),
});
