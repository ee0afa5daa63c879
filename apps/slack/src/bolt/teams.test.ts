import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { callbackIds } from '../render/action-ids.ts';
import { neededScopes } from './teams.ts';

const manifestSchema = z.object({
  features: z.object({
    shortcuts: z.array(z.object({ callback_id: z.string() })),
    slash_commands: z.array(z.object({ command: z.string() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});
const manifest = manifestSchema.parse(JSON.parse(readFileSync(new URL('../../../../deploy/slack/manifest.json', import.meta.url), 'utf8')));

test('the manifest asks for what the bot needs, and for nothing else', () => {
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...neededScopes].toSorted());
});

test('the manifest names what the bot listens to', () => {
  expect(manifest.features.shortcuts.map((one) => one.callback_id)).toEqual([callbackIds.answerThis]);
  expect(manifest.features.slash_commands.map((one) => one.command)).toEqual(['/carrel']);
});
