import { z } from 'zod';

/** Name of the setting under which the ingest worker says what it found out at its start. */
export const parserSandboxSetting = 'ingest.parser-sandbox';

/** What keeps parsers from the network, and whether files are read only with it. */
export const parserSandboxSchema = z.object({
  isolation: z.enum(['network-namespace', 'bubblewrap', 'none']),
  isRequired: z.boolean(),
});
export type ParserSandbox = z.infer<typeof parserSandboxSchema>;
