import { Injectable } from '@nestjs/common';
import { projectFile } from '#platform';
import { type CsvRow, parseCsv } from './csv.rules.js';
import { type PostcodeReading, readPostcode } from './postcode.rules.js';

/** The authorities of the file are those in force since this day (libs/employers/data/README.md). */
export const GEO_DATE = '2023-04-01';

export interface Place {
  authorityCode: string | null;
  authorityName: string | null;
  region: string | null;
  /** Post towns of the district; more than one where the district has them. */
  postTowns: string[];
  geoDate: string | null;
}

const nowhere: Place = {
  authorityCode: null,
  authorityName: null,
  region: null,
  postTowns: [],
  geoDate: null,
};

/** Where a postcode lies: the main authority of its district, the region, the post town. Files in libs/employers/data. */
@Injectable()
export class Geography {
  private districts: Map<string, Place> | undefined;
  private areas = new Map<string, string | null>();

  private load(): Map<string, Place> {
    if (this.districts) return this.districts;
    const districts = new Map<string, Place>();
    for (const [code, , , , towns, authority, gss, region] of rows('postcode-districts.csv'))
      districts.set(code!, {
        authorityCode: gss || null,
        authorityName: authority || null,
        region: region || null,
        postTowns: (towns ?? '')
          .split(',')
          .map((t) => t.trim())
          .filter(Boolean),
        geoDate: authority || region ? GEO_DATE : null,
      });
    // A postcode area is not a region (MK is two): it speaks for an unknown district only where all of it is in one.
    for (const [area, region, share] of rows('postcode-area-region.csv'))
      this.areas.set(area!, Number(share) === 1 ? region! : null);
    for (const island of ['JE', 'GY', 'IM', 'BF']) this.areas.set(island, null);
    this.districts = districts;
    return districts;
  }

  /** Reads a postcode cell with the UK's postcode areas in mind. */
  read(text: string): PostcodeReading {
    this.load();
    return readPostcode(text, this.areas as unknown as ReadonlySet<string>);
  }

  /** Authority, region and post towns of an outward code such as `HX6`; all null where it is not known. */
  place(outward: string | null | undefined): Place {
    if (!outward) return nowhere;
    const known = this.load().get(outward);
    if (known) return known;
    // "EC1A" is listed as EC1A, "W1U" perhaps only as W1.
    const wider = /^[A-Z]{1,2}\d[A-Z]$/.test(outward) ? this.load().get(outward.slice(0, -1)) : undefined;
    if (wider) return wider;
    const region = this.areas.get(/^[A-Z]+/.exec(outward)?.[0] ?? '');
    return region ? { ...nowhere, region, geoDate: GEO_DATE } : nowhere;
  }

  /** The town of an address: a post town of its district that the address names, or the district's only one. */
  town(outward: string | null | undefined, address: string | null | undefined): string | null {
    const towns = this.place(outward).postTowns;
    const parts = new Set((address ?? '').split(',').map((p) => p.trim().toLowerCase()));
    return towns.find((t) => parts.has(t.toLowerCase())) ?? (towns.length === 1 ? towns[0]! : null);
  }
}

function rows(file: string): string[][] {
  const all = [...parseCsv(projectFile(`libs/employers/data/${file}`), ',')] as CsvRow[];
  return all.slice(1).map((row) => row.cells);
}
