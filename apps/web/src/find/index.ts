/** find: one box over whatever an area holds, as a page and as the list under the box. */
export { FindWebModule } from './find.module.js';
