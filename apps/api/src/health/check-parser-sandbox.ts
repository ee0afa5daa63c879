import { parserSandboxSchema, parserSandboxSetting, type ParserSandbox, type Repositories } from '@carrel/core';

const words: Readonly<Record<ParserSandbox['isolation'], string>> = {
  'network-namespace': 'parsers have no network (network namespace)',
  bubblewrap: 'parsers have no network (bubblewrap)',
  none: 'nothing keeps parsers from the network',
};

/** What the ingest worker found out at its start. Files are not read where isolation is demanded and missing. */
export async function checkParserSandbox({
  settings,
}: Pick<Repositories, 'settings'>): Promise<{ readonly ok: boolean; readonly detail: string }> {
  const stored = await settings.find(parserSandboxSetting);
  if (stored === null) return { ok: true, detail: 'the ingest worker has not reported yet' };
  const { isolation, isRequired } = parserSandboxSchema.parse(JSON.parse(stored.value));
  const demand = isRequired ? (isolation === 'none' ? '; files are not read' : ', as demanded') : '';
  return { ok: isolation !== 'none', detail: `${words[isolation]}${demand}` };
}
