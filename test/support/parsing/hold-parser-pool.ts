import { fileURLToPath } from 'node:url';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { createParserPool } from '../../../packages/parsing/src/sandbox/create-parser-pool.ts';
import { startParserChild } from '../../../packages/parsing/src/sandbox/start-parser-child.ts';

/**
 * A process that parses a file that hangs, until it is killed itself. Arguments: the file, and `no-prefix` to start the child
 * without help of the system.
 */
const [filePath = '', mode = ''] = process.argv.slice(2);
const entry = fileURLToPath(import.meta.resolve('./fault-child.ts'));
const pool = createParserPool(
  {
    logger: createRecordingLogger().logger,
    startChild: (prefix, limits, options) =>
      startParserChild(mode === 'no-prefix' ? { command: [], isolation: 'none', diesWithParent: false } : prefix, limits, {
        ...options,
        entry,
      }),
  },
  { maxChildren: 1 },
);
await pool.parse({ filePath, fileName: 'a.txt', mediaType: 'text/plain', signal: new AbortController().signal });
