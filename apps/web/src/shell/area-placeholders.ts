import { areaSettings } from '#access';

/** What a page says about the network it is of. */
export interface AreaWords {
  /** Its full name; `afterName` is what follows the area's in it, so that this can stand in bold; else null. */
  network: string;
  afterName: string | null;
  controller?: string;
  postalAddress?: string;
  telephone?: string;
  email?: string;
  /** Digest of its logo, served at /network/<slug>/logo.png. */
  logo?: string;
  /** Whether there is somebody to ask. */
  reachable: boolean;
}

/** The words of an area, from its settings. */
export function areaWords(area: { name: string; settings: Record<string, unknown> }): AreaWords {
  const { networkName, controller, postalAddress, telephone, replyTo, logo } = areaSettings(area);
  return {
    network: networkName,
    afterName: networkName.startsWith(area.name) ? networkName.slice(area.name.length) : null,
    controller,
    postalAddress,
    telephone,
    email: replyTo,
    logo,
    reachable: Boolean(telephone || replyTo),
  };
}
