import type { EmbeddingIndexView } from '@carrel/contract';

/** The name of an index's model as people know it. */
export function indexName({ model, setting }: EmbeddingIndexView, names: Readonly<Record<'builtin' | 'none', string>>): string {
  if (setting === 'builtin' || setting === 'none') return names[setting];
  return model?.name ?? setting;
}
