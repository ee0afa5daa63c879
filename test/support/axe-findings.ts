import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const reportSchema = z.array(
  z.object({
    id: z.string(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
  }),
);

/** What axe-core finds wrong with the page as it stands, by all of its rules: one line for each element, `rule: why: selector`. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe.source);
  const violations: unknown = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)`);
  return reportSchema
    .parse(violations)
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.map(String).join(' ')}\n${node.failureSummary?.replaceAll(/\s+/g, ' ') ?? ''}`),
    );
}
