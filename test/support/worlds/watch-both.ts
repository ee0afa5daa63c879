import { get } from 'node:http';
import { type LaidBatch, layOut } from './lay-out.ts';
import { type Pair, together } from './run-batch.ts';
import type { Side } from './side.ts';
import type { World } from './world.ts';

/** What the viewers of one side heard, in the order of the worlds. */
export interface Heard {
  readonly without: readonly string[];
  readonly with: readonly string[];
}

/** Longer than two looks of the API at its database. */
const pauseMs = 900;

/**
 * Every viewer watches the progress of documents while hidden ones come on, fail and are deleted, in the run that has them;
 * then the documents of both runs do.
 */
export async function watchBoth(
  pair: Pair,
  worlds: readonly World[],
  options: { readonly tag: string; readonly isStrict: boolean },
): Promise<Heard> {
  const batch = layOut(worlds, { ...options, hasEveryone: false });
  await Promise.all([pair.without.write(batch.both), pair.with.write(together(batch))]);
  const streams = [pair.without, pair.with].map((side) => listenAll(side, batch));
  try {
    await Promise.all(streams.map(({ opened }) => opened));
    await change(
      pair.with,
      batch.worlds.flatMap(({ hidden }) => hidden.documents.map(({ id }) => id)),
    );
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const ids = batch.worlds.flatMap(({ documents }) => documents.map(({ id }) => id));
    await Promise.all([change(pair.without, ids), change(pair.with, ids)]);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return { without: streams[0]?.heard() ?? [], with: streams[1]?.heard() ?? [] };
  } finally {
    for (const { close } of streams) close();
    await Promise.all([pair.without.reset(), pair.with.reset()]);
  }
}

/** Brings documents on; every third is deleted. */
async function change(side: Side, ids: readonly string[]): Promise<void> {
  const { kysely } = side.api.api.composed.store;
  if (ids.length === 0) return;
  await kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('document_version')
      .set({ attempt: 2, progress_stage: 'parsing', progress_done: 1, progress_total: 2 })
      .where('document_id', 'in', ids as never)
      .execute();
    const deleted = ids.filter((_id, index) => index % 3 === 2);
    if (deleted.length > 0)
      await transaction
        .updateTable('document')
        .set({ deleted_at: '2026-01-05T09:30:00.000Z' })
        .where('id', 'in', deleted as never)
        .execute();
  });
}

function listenAll(side: Side, { worlds }: LaidBatch) {
  const { hostname, port } = new URL(side.api.url);
  const listeners = worlds.map(({ viewer }) => {
    const pieces: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const outgoing = get(
      { hostname, port, path: '/api/v1/ingest/events', agent: false, headers: { authorization: `Bearer ${viewer.keySecret}` } },
      (incoming) => {
        pieces.push(`${incoming.statusCode}\n`);
        incoming.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
        incoming.on('error', () => undefined);
        resolve();
      },
    );
    outgoing.on('error', reject);
    return { opened: promise, heard: () => pieces.join(''), close: () => outgoing.destroy() };
  });
  return {
    opened: Promise.all(listeners.map(({ opened }) => opened)),
    heard: () => listeners.map(({ heard }) => heard()),
    close: () => {
      for (const { close } of listeners) close();
    },
  };
}
