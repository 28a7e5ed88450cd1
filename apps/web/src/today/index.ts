/** The coordinator's first page, put together from every domain. */
import { TodayController } from './today.controller.js';

export const controllers = [TodayController];
