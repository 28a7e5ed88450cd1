/** The coordinator's first page, put together from every domain, and what every staff page says of it. */
import { APP_INTERCEPTOR } from '@nestjs/core';
import { StaffNotes } from './staff-notes.js';
import { TodayController } from './today.controller.js';

export const controllers = [TodayController];
export const providers = [{ provide: APP_INTERCEPTOR, useClass: StaffNotes }];
