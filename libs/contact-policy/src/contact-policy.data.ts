import { declarePersonalData } from '#platform';

/** What contact-policy keeps of people. */
declarePersonalData(
  {
    table: 'suppression',
    purpose: 'objections',
    who: 'Whoever said no to email, or whose address is dead',
    data: 'a keyed fingerprint of the address, from which it cannot be read, and what is not wanted',
    kept: { stays: 'Without it we could not know not to write to the person.' },
    erasing: 'It stays where the person objected or asks for it.',
  },
  {
    table: 'permission',
    purpose: 'objections',
    who: 'Whoever agreed to offers by email',
    data: 'a keyed fingerprint of the address, when and how they agreed or took it back',
    kept: { stays: 'It shows that somebody agreed, and that they took it back.' },
    erasing: 'It stays, as the objection does: nobody can be found by it without the address.',
  },
  {
    table: 'contact_rules',
    purpose: 'security',
    who: 'Staff',
    data: 'who saved which version of the rules',
    kept: { stays: 'Why an email went or waited can be told by the rules of its day.' },
    erasing: 'It stays: an act in office.',
  },
);
