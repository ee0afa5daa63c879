import { auditExportLineSchema, type CarrelClient, routes } from '@carrel/contract';
import { z } from 'zod';

const leafSchema = z.object({ id: z.string(), type: z.string(), prior: z.string().nullish() });
const terminalTypes: ReadonlySet<string> = new Set(['answer.completed', 'answer.refused', 'answer.interrupted']);

/** Counts, over the exported log, of accepted questions by how many terminal records each has. */
export async function terminalRecordCounts(
  client: CarrelClient,
): Promise<{ readonly accepted: number; readonly one: number; readonly none: number; readonly several: number }> {
  const response = await client.raw(routes.exportAuditLog, {});
  const terminals = new Map<string, number>();
  for (const line of (await response.text()).split('\n').filter((text) => text !== '')) {
    const entry = auditExportLineSchema.parse(JSON.parse(line));
    if (entry.kind !== 'entry') continue;
    const leaf = leafSchema.parse(JSON.parse(Buffer.from(entry.leaf, 'base64').toString('utf8')));
    if (leaf.type === 'question.accepted' && !terminals.has(leaf.id)) terminals.set(leaf.id, 0);
    if (terminalTypes.has(leaf.type) && leaf.prior) terminals.set(leaf.prior, (terminals.get(leaf.prior) ?? 0) + 1);
  }
  const counts = [...terminals.values()];
  const having = (number: number) => counts.filter((count) => count === number).length;
  return { accepted: counts.length, one: having(1), none: having(0), several: counts.filter((count) => count > 1).length };
}
