/**
 * Adds to package-lock.json the optional packages for other platforms that the registry in use did not offer when the lock
 * was written. `npm install` leaves them out without a word, and `npm ci` then refuses the whole lock.
 *
 * Such an entry has a version and a platform but no integrity: it is fetched on no platform but its own, and there for the
 * first time. Run it when `test/architecture/lockfile.test.ts` fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { entriesToAdd, lockSchema } from './lib/lock-completion.ts';

const path = new URL('../package-lock.json', import.meta.url);
const text = readFileSync(path, 'utf8');
const added = entriesToAdd(lockSchema.parse(JSON.parse(text)));

// A record keeps npm's own order of keys, which the schema above would not.
const recordSchema = z.record(z.string(), z.unknown());
const lock = recordSchema.parse(JSON.parse(text));
const entries: (readonly [string, unknown])[] = [...Object.entries(recordSchema.parse(lock['packages'])), ...added];
lock['packages'] = Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other, 'en')));
if (added.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(
  added.length === 0
    ? 'package-lock.json is complete.\n'
    : `Added ${added.length} entries:\n${added.map(([name]) => `  ${name}\n`).join('')}`,
);
