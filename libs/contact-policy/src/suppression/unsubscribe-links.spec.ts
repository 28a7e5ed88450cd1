import { createHmac } from 'node:crypto';
import { newId, PublicUrls, readSettings } from '#platform';
import { UNSUBSCRIBE_PAGE, UnsubscribeLinks } from './unsubscribe-links.service.js';

const secret = 'only-for-tests-'.padEnd(48, 'x');
const links = (more: Record<string, string> = {}) => {
  const settings = readSettings({ APP_SECRET: secret, BASE_URL: 'https://crm.example.org', ...more });
  const urls = new PublicUrls(settings);
  urls.serve(UNSUBSCRIBE_PAGE, ({ token }) => `/leave/${token}`);
  return new UnsubscribeLinks(settings, urls);
};

describe('personal links to leave', () => {
  const [areaId, messageId] = [newId(), newId()];

  it('name their message, without anything stored', () => {
    const address = links().of(areaId, messageId);
    expect(address).toMatch(/^https:\/\/crm\.example\.org\/leave\/[\w-]{64}$/);
    expect(links().read(address.split('/').at(-1)!)).toEqual({ areaId, messageId });
  });

  it('open nothing with one character changed, cut or added, nor with another installation’s key', () => {
    const token = links().token(areaId, messageId);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(links().read(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
    }
    for (const wrong of ['', token.slice(1), token.slice(0, -1), `${token}A`, `${token}==`, 'x'.repeat(64)])
      expect(links().read(wrong)).toBeUndefined();
    expect(links({ APP_SECRET: 'y'.repeat(48) }).read(token)).toBeUndefined();
  });

  it('cannot be made of what else a mail tells of itself, nor of the key under another purpose', () => {
    const ids = Buffer.from(`${areaId}${messageId}`.replaceAll('-', ''), 'hex');
    const forged = (tag: Buffer) => Buffer.concat([ids, tag.subarray(0, 16)]).toString('base64url');
    expect(links().read(forged(Buffer.alloc(16)))).toBeUndefined();
    for (const purpose of ['', 'address:', 'form:', 'session:', 'verp:'])
      expect(
        links().read(forged(createHmac('sha256', secret).update(purpose).update(ids).digest())),
      ).toBeUndefined();
    // The control: made as the program makes it, it opens.
    expect(
      links().read(forged(createHmac('sha256', secret).update('leave-link:').update(ids).digest())),
    ).toEqual({ areaId, messageId });
  });

  it('need two ids', () => {
    expect(() => links().of(areaId, 'x')).toThrow('ids');
  });
});
