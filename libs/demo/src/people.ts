const first = [
  'Amina',
  'Ben',
  'Chloe',
  'David',
  'Esther',
  'Farah',
  'Graham',
  'Helen',
  'Imran',
  'Joanne',
  'Karl',
  'Leah',
  'Mohammed',
  'Nadia',
  'Owen',
  'Priya',
  'Ruth',
  'Sean',
  'Tara',
  'Wesley',
];
const last = [
  'Ackroyd',
  'Begum',
  'Crossley',
  'Dyson',
  'Eastwood',
  'Fielding',
  'Greenwood',
  'Hussain',
  'Iqbal',
  'Jagger',
  'Khan',
  'Lister',
  'Mahmood',
  'Naylor',
  'Ogden',
  'Patel',
  'Robertshaw',
  'Sutcliffe',
  'Thorpe',
  'Uttley',
  'Whiteley',
];

/** An invented person of some employer. Every address ends in .example, which leads nowhere (RFC 2606). */
export function person(n: number, employer: string): { name: string; email: string } {
  // 20 and 21 have no common divisor: the pairs repeat only after 420 people.
  const [given, family] = [first[n % first.length]!, last[n % last.length]!];
  return {
    name: `${given} ${family} (sample)`,
    email: `${given}.${family}@${domainOf(employer)}`.toLowerCase(),
  };
}

/** "Calder Valley Foods Ltd" has its mail at calder-valley-foods.example. */
const domainOf = (employer: string): string =>
  `${
    employer
      .normalize('NFKD')
      .replace(/\b(limited|ltd|plc|llp)\b\.?/gi, '')
      .replace(/[^A-Za-z0-9]+/g, ' ')
      .trim()
      .toLowerCase()
      .split(' ')
      .slice(0, 4)
      .join('-') || 'employer'
  }.example`;

/** What contacts do at their employer, as job title and as the record's roles. */
export const jobs = [
  { jobRole: 'HR manager', roles: ['hr'] },
  { jobRole: 'Occupational health nurse', roles: ['occupational_health'] },
  { jobRole: 'Operations director', roles: ['line_manager'] },
  { jobRole: 'Head of people', roles: ['hr', 'champion'] },
] as const;
