import { describe, expect, it } from 'vitest';
import { isMissingFile, unlessMissing } from './missing-file.ts';

const failing = (code: string) => Object.assign(new Error(code), { code });

describe('unlessMissing', () => {
  it.each(['ENOENT', 'ENOTDIR'])('gives the other value where there is no file: %s', async (code) => {
    expect(await unlessMissing(Promise.reject(failing(code)), null)).toBeNull();
  });

  it.each(['EIO', 'EMFILE', 'EACCES', 'ENOSPC'])('does not take %s for a file that is not there', async (code) => {
    await expect(unlessMissing(Promise.reject(failing(code)), null)).rejects.toThrow(code);
  });

  it('gives what was read', async () => {
    expect(await unlessMissing(Promise.resolve('text'), null)).toBe('text');
  });
});

describe('isMissingFile', () => {
  it('is not said of what is no system error', () => {
    expect([isMissingFile(new Error('ENOENT')), isMissingFile('ENOENT'), isMissingFile(null)]).toEqual([false, false, false]);
  });
});
