/** Words of names, as `plainly` of name-key.rules writes them: what they stand for, and what they say. */

const pairs = (text: string): Map<string, string> =>
  new Map(
    text.split(/\s+/).flatMap((group) => {
      const [word, ...short] = group.split('=');
      return short.map((s) => [s, word!] as const);
    }),
  );

/** One word written in several ways; all become the first. */
export const sameWord: ReadonlyMap<string, string> = pairs(
  `saint=st international=intl=internat management=mgmt=mgt services=svcs=svc=service university=univ association=assoc=assn
  brothers=bros department=dept manufacturing=mfg=mfrs engineering=engg=engrg hospital=hosp=hospitals national=natl
  government=govt corporation=corp institute=inst incorporated=inc group=grp=gp holdings=holding=hldgs limited=lmited
  technology=tech technologies=techs distribution=distrib development=dev=devt properties=props construction=constr
  solutions=solution=soln systems=system academy=acad academies=academys centre=center=ctr organisation=organization=org
  school=sch=schools metropolitan=metro=met borough=boro authority=auth education=educ community=comm insurance=ins
  united=utd northern=nthn southern=sthn partnership=pship and=und 1=one=first=1st 2=two=second=2nd 3=three=third=3rd
  4=four=fourth=4th 5=five=fifth=5th 6=six 7=seven 8=eight 9=nine 10=ten homes=home products=product foods=food
  industries=industry enterprises=enterprise partners=partner operations=operation communications=communication
  logistics=logistic contractors=contractor consultants=consultant colour=color theatre=theater jewellers=jewelers
  stores=store schemes=scheme resources=resource restaurants=restaurant hotels=hotel investments=investment`,
);

/** Legal forms at the end of a name; those of one line are one kind of being. */
export const legalForms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ltd: 'ltd',
    cyf: 'ltd',
    cyfyngedig: 'ltd',
    plc: 'plc',
    ccc: 'plc',
    llp: 'llp',
    lp: 'lp',
    cic: 'cic',
    cio: 'cio',
    scio: 'cio',
    gmbh: 'abroad',
    ag: 'abroad',
    sa: 'abroad',
    nv: 'abroad',
    bv: 'abroad',
    llc: 'abroad',
    incorporated: 'abroad',
    corporation: 'abroad',
  }),
);

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words that bind others and tell nothing. */
export const binding = words('the of and for in at to a an on with by');

/** Words that many employers of one group, trade or place share: by themselves they tell nobody from another. */
export const common = words(
  `ltd plc llp lp cic cio co group holdings uk gb services service solutions international europe european global british
  england english scotland scottish wales welsh ireland management company centre house trust limited north south east west
  northern southern eastern western central city county borough district metropolitan council national royal community
  care home homes school schools academy academies college university primary secondary high junior infant nursery learning
  education multi foundation hospital hospitals nhs health healthcare charity association society club partnership partners
  properties property retail logistics finance financial trading operations contracts support systems products foods food
  engineering construction building transport travel leisure hotels hotel restaurants recruitment security cleaning
  catering facilities technology technologies media energy water power motor motors insurance investments investment
  enterprises industries manufacturing distribution saint church catholic cathedral parish diocese 1 2 3 4 5 6 7 8 9 10`,
);

/** Kinds of employers of which many towns have one of the same name; the place tells them apart. */
export const placeBound = words(
  `school primary secondary infant junior nursery church chapel cathedral parish surgery practice pharmacy hall club inn arms
  hotel hospice library cafe restaurant salon dental veterinary vets garage mosque temple synagogue scouts centre lodge farm
  house hospital medical academy station theatre museum bakery butchers college`,
);

/** Words of bodies that are registered or made by law under a name of their own. */
export const ownName = words(
  'trust council university federation authority police constabulary diocese society association foundation corporation',
);
