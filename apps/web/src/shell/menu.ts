import type { Resource, Verb } from '#access';
import type { Principal } from './principal.js';

export interface MenuEntry {
  key: string;
  text: string;
  href: string;
}

/** The staff menu: what there is, and which right each entry needs. */
const ENTRIES: (MenuEntry & { needs: [Resource, Verb] })[] = [
  { key: 'today', text: 'Today', href: '/today', needs: ['task', 'list'] },
  { key: 'employers', text: 'Employers', href: '/employers', needs: ['employer', 'list'] },
  { key: 'charter', text: 'Charter', href: '/charter', needs: ['charter', 'list'] },
  { key: 'training', text: 'Training and events', href: '/training', needs: ['training_session', 'list'] },
  { key: 'surveys', text: 'Surveys', href: '/surveys', needs: ['survey_wave', 'list'] },
  { key: 'mail', text: 'Email', href: '/mail', needs: ['message_metadata', 'list'] },
  { key: 'settings', text: 'Settings', href: '/settings', needs: ['setting', 'list'] },
];

/** The entries somebody may open, in the current area. */
export const menuFor = (who: Principal): MenuEntry[] =>
  ENTRIES.filter(({ needs }) => who.may(...needs)).map(({ key, text, href }) => ({ key, text, href }));
