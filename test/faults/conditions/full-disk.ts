import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inspectFolder } from '../points/inspect-folder.ts';
import { aRevision, createLedger } from '../points/ledger.ts';
import { openSubjectFolder } from '../points/subject-process.ts';
import { findOrCreateCollection } from './with-subject.ts';

const run = promisify(execFile);
/** Of the whole data folder: room for a database, an index and some documents. */
const diskBytes = 96 * 2 ** 20;

/** Whether this machine lets us mount a small disk in memory. */
export async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-mount-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    await run('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The data folder lies on a small disk that another program fills while documents are uploaded and worked on, and empties again:
 * what was acknowledged is worked on by itself when there is room, what was not is refused with a reason.
 */
export async function fillDisk(rounds: number): Promise<{ readonly problems: readonly string[]; readonly refused: number }> {
  const disk = await mkdtemp(join(tmpdir(), 'carrel-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk]);
  let refused = 0;
  try {
    const folder = await openSubjectFolder(join(disk, 'data'));
    const ledger = createLedger({ idOf: findOrCreateCollection });
    let subject = await folder.start();
    const running = async () => {
      if (subject === null || subject.hasEnded()) subject = await folder.start();
      if (subject === null) throw new Error('The subject did not start.');
      return subject;
    };
    await ledger.upload((await running()).client, new Map([['first.md', aRevision()]]));
    await ledger.check((await running()).client, ['first.md'], 30_000);
    for (let round = 0; round < rounds; round += 1) {
      const { client } = await running();
      const files = (part: number) => new Map(Array.from({ length: 6 }, (_, index) => [`full-${round}-${part}-${index}.md`, aRevision()]));
      await ledger.upload(client, files(0));
      const ballast = join(disk, 'ballast');
      await fill(ballast);
      const isTaken = await running()
        .then(({ client: current }) => ledger.upload(current, files(1)))
        .catch(() => false);
      if (!isTaken) refused += 1;
      await sleep(1_500);
      await rm(ballast);
      // Another hour: what was put off is due.
      await (await running()).kill();
      await ledger.check((await running()).client, ledger.paths(), 60_000);
    }
    const problems = [...(await ledger.check((await running()).client, ledger.paths(), 60_000))];
    await (await running()).kill();
    problems.push(...(await inspectFolder(folder.dataDir)));
    return { problems, refused };
  } finally {
    await run('umount', ['-l', disk]);
    await rm(disk, { recursive: true, force: true });
  }
}

/** To the last byte. */
async function fill(path: string): Promise<void> {
  for (const bytes of [2 ** 20, 2 ** 12])
    for (;;)
      try {
        await writeFile(path, Buffer.alloc(bytes), { flag: 'a' });
      } catch {
        break;
      }
}
