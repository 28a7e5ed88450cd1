/** What an area says about itself: on its pages, in its emails, in its privacy notice. Texts; an empty one is not set. */
export interface AreaSettings {
  /** On pages and as the sender's name of emails. */
  networkName: string;
  /** The organisation that runs the network and decides what happens to the data (the controller). */
  controller?: string;
  postalAddress?: string;
  /** Where answers to emails go, and the address on public pages. */
  replyTo?: string;
  /** As people read it: a number, and when somebody is there. */
  telephone?: string;
  /** Data protection officer, or who does that work: a name or a post. */
  officer?: string;
  officerEmail?: string;
  /** In the register of fee payers, like ZA123456. */
  icoNumber?: string;
  /** The lawful basis of the network's work. */
  basis?: 'public-task' | 'legitimate-interests';
  /** How long is kept what the program does not hold, such as paper, in the network's own words. */
  keeping?: string;
  /** Digest of the logo (area_logo); not set: there is none. */
  logo?: string;
  /** Day of the last change to what the privacy notice says, like 2026-11-29. */
  noticeDate?: string;
}

export type AreaSettingKey = Exclude<keyof AreaSettings, 'noticeDate'>;
/** New values of settings; an empty text takes one away. */
export type AreaSettingChanges = Partial<Record<AreaSettingKey, string>>;
/** Setting → what it was and what it is now; null where it is not set. */
export type SettingChanges = Record<string, [before: string | null, after: string | null]>;

const KEYS: readonly (keyof AreaSettings)[] = [
  'networkName',
  'controller',
  'postalAddress',
  'replyTo',
  'telephone',
  'officer',
  'officerEmail',
  'icoNumber',
  'basis',
  'keeping',
  'logo',
  'noticeDate',
];
/** Without these the law's questions to a privacy notice have no answer, so none is shown. */
export const NOTICE_NEEDS: readonly AreaSettingKey[] = [
  'controller',
  'postalAddress',
  'replyTo',
  'officer',
  'basis',
];
/** What the notice says: a change to one of them changes its date. */
const IN_NOTICE: readonly AreaSettingKey[] = [
  ...NOTICE_NEEDS,
  'keeping',
  'networkName',
  'telephone',
  'officerEmail',
  'icoNumber',
];

/** The settings of an area as its row holds them; the network is called after the area unless it has a name. */
export function areaSettings(area: { name: string; settings: Record<string, unknown> }): AreaSettings {
  const given = Object.fromEntries(
    KEYS.map((key) => [key, area.settings[key]] as const)
      .filter(([, value]) => typeof value === 'string' && value.trim())
      .map(([key, value]) => [key, (value as string).trim()]),
  );
  return { networkName: `${area.name} Mindful Employer network`, ...given };
}

/** What is still needed before the area has a privacy notice; empty: it has one. */
export const missingSettings = (area: {
  name: string;
  settings: Record<string, unknown>;
}): AreaSettingKey[] => {
  const there = areaSettings(area);
  return NOTICE_NEEDS.filter((key) => !there[key]);
};

/**
 * What these values change of the settings in a row: pairs of before and after, with the new date of the notice where
 * it says something else now. `today`: like 2026-11-29.
 */
export function settingChanges(
  stored: Record<string, unknown>,
  values: AreaSettingChanges,
  today: string,
): SettingChanges {
  const of = (value: unknown) => (typeof value === 'string' && value.trim() ? value.trim() : null);
  const changed = Object.entries(values)
    .map(([key, value]) => [key, [of(stored[key]), of(value)]] as const)
    .filter(([, [before, after]]) => before !== after)
    .map(([key, pair]): [string, [string | null, string | null]] => [key, [...pair]]);
  if (
    changed.some(([key]) => (IN_NOTICE as readonly string[]).includes(key)) &&
    of(stored['noticeDate']) !== today
  )
    changed.push(['noticeDate', [of(stored['noticeDate']), today]]);
  return Object.fromEntries(changed);
}
