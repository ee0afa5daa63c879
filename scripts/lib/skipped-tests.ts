import { relative } from 'node:path';
import { z } from 'zod';

const missingSchema = z.object({ what: z.string(), how: z.string() });
const reportSchema = z.object({
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});

/** What tests reported as missing (JSON lines), each thing once. */
export function missingThings(lines: string): readonly z.infer<typeof missingSchema>[] {
  const all = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => missingSchema.parse(JSON.parse(line)));
  return [...new Map(all.map((one) => [one.what, one])).values()].sort((one, other) => one.what.localeCompare(other.what));
}

/** The tests that a vitest JSON report calls skipped, by file and name. */
export function skippedTests(reportText: string, root: string): readonly string[] {
  return reportSchema
    .parse(JSON.parse(reportText))
    .testResults.flatMap((file) =>
      file.assertionResults
        .filter((one) => one.status !== 'passed' && one.status !== 'failed')
        .map((one) => `${relative(root, file.name)}: ${one.fullName}`),
    );
}
