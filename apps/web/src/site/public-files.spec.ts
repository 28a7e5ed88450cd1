import { text } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { PublicFilesController } from './public-files.controller.js';

it('the source is packed once, and again after it could not be packed', async () => {
  const pack = jest.fn<() => Promise<Buffer>>();
  pack.mockRejectedValueOnce(new Error('no such file')).mockResolvedValue(Buffer.from('packed'));
  const files = new PublicFilesController();
  Object.assign(files, { pack });
  const download = async () => text((await files.download()).getStream());
  await expect(download()).rejects.toThrow('no such file');
  expect(await download()).toBe('packed');
  await download();
  expect(pack).toHaveBeenCalledTimes(2);
});
