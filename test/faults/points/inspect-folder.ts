import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runtimePaths } from '@carrel/runtime';
import { connect } from '@lancedb/lancedb';
import { z } from 'zod';

const versionSchema = z.object({ generation: z.number(), chunk_count: z.number() });
const countSchema = z.object({ count: z.number() });

/** What is wrong in a data folder at rest, read past Carrel: SQL and the table of the index itself. */
export async function inspectFolder(dataDir: string): Promise<readonly string[]> {
  const paths = runtimePaths(dataDir);
  const database = new DatabaseSync(paths.databaseFile, { readOnly: true });
  try {
    const count = (sql: string) => countSchema.parse(database.prepare(sql).get()).count;
    const problems: string[] = [];
    const open = count(
      `select count(*) as count from document_version where state not in ('published', 'failed', 'quarantined', 'deleted')`,
    );
    if (open > 0) problems.push(`${open} versions in no end state`);
    const active = z
      .array(versionSchema)
      .parse(
        database
          .prepare(
            `select v.generation, v.chunk_count from document d join document_version v on v.id = d.active_version_id where d.deleted_at is null`,
          )
          .all(),
      );
    const rows = await rowsByGeneration(paths.indexDir);
    for (const { generation, chunk_count } of active) {
      const found = rows.get(generation) ?? 0;
      if (found !== chunk_count) problems.push(`generation ${generation}: ${found} rows of ${chunk_count}`);
    }
    if (count('select count(*) as count from index_request') > 0) problems.push('a request for the index was left behind');
    const blobs = new Set((await readdir(paths.blobsDir, { recursive: true })).map((name) => name.split('/').at(-1)));
    const named = z
      .array(z.object({ sha256: z.string() }))
      .parse(
        database
          .prepare(
            'select blob_sha256 as sha256 from document_version union select parsed_blob_sha256 from document_version where parsed_blob_sha256 is not null',
          )
          .all(),
      );
    for (const { sha256 } of named) if (!blobs.has(sha256)) problems.push(`blob ${sha256} is not there`);
    return problems;
  } finally {
    database.close();
  }
}

async function rowsByGeneration(indexDir: string): Promise<ReadonlyMap<number, number>> {
  const { table: name } = z.object({ table: z.string() }).parse(JSON.parse(await readFile(join(indexDir, 'index.json'), 'utf8')));
  const table = await (await connect(indexDir)).openTable(name);
  const rows = z.array(z.object({ generation: z.number() })).parse(await table.query().select(['generation']).toArray());
  table.close();
  const counts = new Map<number, number>();
  for (const { generation } of rows) counts.set(generation, (counts.get(generation) ?? 0) + 1);
  return counts;
}
