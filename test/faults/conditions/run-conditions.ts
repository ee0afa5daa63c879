/**
 * What is not a kill: a clock that jumps, a full disk, file operations that fail, Redis and PostgreSQL that go away.
 * `npm run test:faults:conditions`, or with `-- --short` a part of each.
 */
import { parseArgs } from 'node:util';
import { type Figure, report } from '../../bench/support/measurement.ts';
import { needs, needsCommand } from '../../support/require.ts';
import { jumpClock } from './clock-jumps.ts';
import { failEachFileOperation } from './failing-file-operations.ts';
import { canMount, fillDisk } from './full-disk.ts';
import { findPostgres, loseRedis, restartPostgres, type ServiceOutcome } from './lost-services.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { short } = flags;
const figures: Figure[] = [];
const isWanted = (name: string) => flags.only === undefined || flags.only === name;
const none = { atMost: 0 };

function tell(name: string, problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${name}: ${problem}\n`);
  figures.push({ name: `${name}: lost, doubled or stuck`, value: problems.length, unit: 'documents', goal: none });
}

function tellService(name: string, { acknowledged, published, settledMs }: ServiceOutcome): void {
  figures.push(
    { name: `${name}: acknowledged`, value: acknowledged, unit: 'documents' },
    { name: `${name}: not published`, value: acknowledged - published, unit: 'documents', goal: none },
    { name: `${name}: all published after`, value: settledMs / 1000, unit: 's', goal: { atMost: 60 } },
  );
}

if (isWanted('clock')) {
  const jumps = short ? 4 : 40;
  tell(`clock, ${jumps} jumps of an hour`, await jumpClock(jumps));
}
if (isWanted('files')) {
  const { problems, failures, isThrough } = await failEachFileOperation(short ? { step: 9, most: 100 } : { step: 1, most: 2_000 });
  tell('file operations that fail at the n-th call', problems);
  figures.push({ name: 'file operations that failed', value: failures, unit: 'operations', goal: { atLeast: short ? 3 : 20 } });
  if (!short)
    figures.push({ name: 'every operation of a pass has failed once', value: isThrough ? 1 : 0, unit: 'yes', goal: { atLeast: 1 } });
}
if (isWanted('disk') && needs('a small disk in memory', await canMount(), 'Mounting one needs root.')) {
  const rounds = short ? 1 : 10;
  const { problems, refused } = await fillDisk(rounds);
  tell(`disk full, ${rounds} times`, problems);
  figures.push({ name: 'uploads refused while the disk was full', value: refused, unit: 'uploads' });
}
if (isWanted('redis') && needsCommand('redis-server'))
  tellService('Redis flushed, restarted and away', await loseRedis({ awayMs: short ? 3_000 : 60_000, pagesPerRound: short ? 20 : 100 }));
const programs = await findPostgres();
if (
  isWanted('postgres') &&
  needs('PostgreSQL', programs !== null, 'Install it with the package manager of the system.') &&
  programs !== null
)
  tellService(
    'PostgreSQL crashed and restarted',
    await restartPostgres(programs, { times: short ? 1 : 5, pagesPerRound: short ? 20 : 60 }),
  );

const isMet = await report({
  name: short ? 'faults-conditions-short' : 'faults-conditions',
  command: `npm run test:faults:conditions${short ? ' -- --short' : ''}`,
  what: 'Documents that are uploaded, replaced and deleted while clock, disk, files, Redis or PostgreSQL fail',
  figures,
});
process.exitCode = isMet ? 0 : 1;
