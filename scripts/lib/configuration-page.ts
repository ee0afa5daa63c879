import { listSettings } from '@carrel/runtime';

type ListedSetting = ReturnType<typeof listSettings>[number];

const groupTitles: Readonly<Record<ListedSetting['group'], string>> = {
  data: 'Data',
  server: 'Server',
  database: 'Database',
  queue: 'Work',
  blobs: 'Files',
  index: 'Search index',
  models: 'Models',
  ingest: 'Ingest',
  limits: 'Limits',
  generation: 'Answers',
  audit: 'Record',
  backup: 'Backup',
  secrets: 'Secrets',
  signIn: 'Sign-in',
  mail: 'Mail',
  slackDoor: 'Slack and the API',
  slack: 'Slack',
  client: 'Command line',
  log: 'Log',
};

const head = `# Configuration

Environment variables. Each has a default that works; an empty variable counts as not set. A value that cannot be used stops the start, and every problem is told at once. A secret can also lie in a file, which the variable with \`_FILE\` behind its name then names (\`CARREL_DATABASE_URL_FILE=/run/secrets/database_url\`).

This page is made from the schema in \`packages/runtime/src/config/settings.ts\` by \`npm run generate\`.
`;

/** docs/configuration.md */
export function configurationPage(): string {
  const groups = Map.groupBy(listSettings(), (one) => one.group);
  const sections = [...groups].map(
    ([group, settings]) =>
      `\n## ${groupTitles[group]}\n\n| variable | value | default | meaning |\n| --- | --- | --- | --- |\n${settings.map(rowOf).join('')}`,
  );
  return head + sections.join('');
}

function rowOf({ setting }: ListedSetting): string {
  return `| \`${setting.variable}\` | ${escapeCell(setting.kind.form)} | ${escapeCell(defaultOf(setting))} | ${escapeCell(setting.description)} |\n`;
}

/** .env.example: every variable with its default, all commented out. */
export function environmentExample(): string {
  const groups = Map.groupBy(listSettings(), (one) => one.group);
  const sections = [...groups].map(([group, settings]) => `\n# ── ${groupTitles[group]}\n${settings.map(exampleOf).join('')}`);
  return `# Settings of Carrel, with their defaults. docs/configuration.md explains them.\n${sections.join('')}`;
}

function exampleOf({ setting }: ListedSetting): string {
  const value = valueText(setting.fallback);
  return `# ${setting.description} Default: ${defaultOf(setting)}\n#${setting.variable}=${value}\n`;
}

function defaultOf(setting: ListedSetting['setting']): string {
  return setting.defaultText ?? valueText(setting.fallback);
}

/** As it would be written into the variable. */
function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
