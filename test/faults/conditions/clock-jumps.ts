import { setTimeout as sleep } from 'node:timers/promises';
import { aRevision } from '../points/ledger.ts';
import { withSubject } from './with-subject.ts';

const hourMs = 3_600_000;
const filesPerJump = 8;

/** The clock jumps an hour ahead and an hour back while documents are worked on, and between the death of a worker and the next one. */
export async function jumpClock(jumps: number): Promise<readonly string[]> {
  return withSubject(async ({ folder, ledger, running }) => {
    for (let jump = 0; jump < jumps; jump += 1) {
      const subject = await running();
      const names = Array.from({ length: filesPerJump }, (_, index) => `jump-${jump}-${index}.md`);
      await ledger.upload(subject.client, new Map(names.map((name) => [name, aRevision()])));
      await sleep(60);
      const direction = jump % 2 === 0 ? 1 : -1;
      folder.setClockOffset(folder.clockOffsetMs() + direction * hourMs);
      if (jump % 4 >= 2) await subject.kill();
      else await subject.tell({ type: 'set-clock', offsetMs: folder.clockOffsetMs() });
      await ledger.check((await running()).client, names, 60_000);
    }
  });
}
