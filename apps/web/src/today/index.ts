/** The coordinator's first page, put together from every domain, and what every staff page says of it. */
export { TodayWebModule } from './today.module.js';
