import { describe, expect, it } from 'vitest';
import { serviceStateOf } from './service-state.ts';

const good = { ok: true, detail: '' };
const bad = { ok: false, detail: 'DISK_FULL' };
const checks = { database: good, audit: good, files: good, index: good, languageModel: good };
const ingest = (state: string) => [{ name: 'ingest', state, restarts: 0, lastExit: null }];
const all = { canAnswer: true, canUpload: true, canChange: true, reasons: [] };

describe('serviceStateOf', () => {
  it('lets everything be done while all is well', () => {
    expect(serviceStateOf(checks, ingest('ready'))).toEqual(all);
    expect(serviceStateOf(checks, [])).toEqual(all);
  });

  it('answers nothing and takes nothing in while the log cannot be written', () => {
    expect(serviceStateOf({ ...checks, audit: bad }, [])).toEqual({
      canAnswer: false,
      canUpload: false,
      canChange: false,
      reasons: ['AUDIT_UNAVAILABLE'],
    });
  });

  it('names the database alone when the log fails with it', () => {
    expect(serviceStateOf({ ...checks, database: bad, audit: bad }, []).reasons).toEqual(['DATABASE_UNAVAILABLE']);
  });

  it('goes on answering with a disk that is nearly full, and takes no documents', () => {
    expect(serviceStateOf({ ...checks, files: bad }, [])).toEqual({ ...all, canUpload: false, reasons: ['DISK_FULL'] });
  });

  it('takes documents while their reader is away, and says that they wait', () => {
    expect(serviceStateOf(checks, ingest('starting'))).toEqual(all);
    expect(serviceStateOf(checks, ingest('backing-off'))).toEqual({ ...all, reasons: ['INGEST_STOPPED'] });
  });

  it('does not stop anybody for a model, or for an index that is made again', () => {
    expect(serviceStateOf({ ...checks, index: bad, languageModel: bad }, [])).toEqual(all);
  });
});
