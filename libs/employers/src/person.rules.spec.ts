import { describe, expect, it } from '@jest/globals';
import { personKey } from './person.rules.js';

describe('a person', () => {
  it('is the same however the name and address are spelt', () => {
    expect(personKey({ name: ' robin  EXAMPLE', email: 'office@example.org ' })).toBe(
      personKey({ name: 'Robin Exämple', email: 'Office@example.org' }),
    );
  });
  it('is not a colleague at the same mailbox', () => {
    expect(personKey({ name: 'Ash Placeholder', email: 'office@example.org' })).not.toBe(
      personKey({ name: 'Robin Example', email: 'office@example.org' }),
    );
  });
});
