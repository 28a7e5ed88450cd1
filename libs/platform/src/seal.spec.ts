import { seal, unseal } from './seal.js';

describe('a seal', () => {
  const secret = 'a secret of thirty-two characters';
  const words = Buffer.from('Your link: https://crm.example.org/b/secret');

  it('hides the bytes, differently each time, and gives them back to who has the secret', () => {
    const sealed = seal(secret, 'trial', words);
    expect(sealed.toString('latin1')).not.toContain('crm.example');
    expect(seal(secret, 'trial', words).equals(sealed)).toBe(false);
    expect(unseal(secret, 'trial', sealed)?.equals(words)).toBe(true);
  });

  it('opens with no other secret, for no other purpose, and not once a bit has been changed', () => {
    const sealed = seal(secret, 'trial', words);
    expect(unseal(`${secret}!`, 'trial', sealed)).toBeUndefined();
    expect(unseal(secret, 'other', sealed)).toBeUndefined();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(unseal(secret, 'trial', changed)).toBeUndefined();
    }
    expect(unseal(secret, 'trial', Buffer.alloc(5))).toBeUndefined();
  });
});
