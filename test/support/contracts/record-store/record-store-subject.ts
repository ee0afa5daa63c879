import type { RecordStore } from '../../../../packages/core/src/index.ts';
import type { FakeClock } from '../../fakes/fake-clock.ts';
import type { World } from './record-store-world.ts';

/** What a part of the suite works on; only there inside a test. */
export type RecordStoreSubject = () => {
  readonly store: RecordStore;
  readonly world: World;
  readonly clock: FakeClock;
  /** Another process's view: a second store on the same data. */
  readonly open: () => Promise<RecordStore>;
};
