import { jest } from '@jest/globals';
import type { WebResponse } from '../shell/index.js';
import { PublicFilesController } from './public-files.controller.js';

it('the source is packed once, and again after it could not be packed', async () => {
  const pack = jest.fn<() => Promise<Buffer>>();
  pack.mockRejectedValueOnce(new Error('no such file')).mockResolvedValue(Buffer.from('packed'));
  const files = new PublicFilesController();
  Object.assign(files, { pack });
  const download = async () => {
    const end = jest.fn();
    await files.download({ setHeader: () => undefined, end } as unknown as WebResponse);
    return end.mock.calls;
  };
  await expect(download()).rejects.toThrow('no such file');
  expect(await download()).toEqual([[Buffer.from('packed')]]);
  await download();
  expect(pack).toHaveBeenCalledTimes(2);
});
