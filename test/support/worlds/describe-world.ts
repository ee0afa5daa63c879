import type { Difference } from './compare.ts';
import type { ScriptRoute } from './run-batch.ts';
import { type GrantPlan, questionOf, sentenceOf, type World, zonePolicy } from './world.ts';

/** A world in words, with what made its viewer's two runs come apart. */
export function describeWorld(world: World, difference: Difference, routes: readonly ScriptRoute[]): string {
  const { hidden } = world;
  const lines = [
    `The viewer is ${world.role === 'curator' ? 'a curator' : 'an employee'}, with a ${world.credential}, and asks: ${questionOf(world.question)}`,
    ...world.groups.map(
      ({ inside, holdsViewer }, number) =>
        `  group ${number}${inside === null || number === 0 ? '' : `, inside group ${inside % number}`}, with the ${holdsViewer ? 'viewer' : 'colleague'}`,
    ),
    ...world.policies.map(
      ({ grants }, number) =>
        `  policy ${number}: ${[...(number === 0 ? ['the viewer, always'] : []), ...grants.map(grantText)].join('; ') || 'nobody'}`,
    ),
    ...world.collections.map(
      ({ policy, isCuratedByViewer }, number) =>
        `  collection ${number}, policy ${policy % world.policies.length}${isCuratedByViewer ? ', curated by the viewer' : ''}`,
    ),
    ...world.documents.map(
      (one, number) =>
        `  document ${number}: collection ${one.collection % world.collections.length}, ${one.policy === zonePolicy ? 'the zone' : `policy ${one.policy % world.policies.length}`}, ${one.state}: ${one.sentences.map(sentenceOf).join(' ')}`,
    ),
    `Hidden from the viewer, in the second run alone: ${hidden.people} people${hidden.isAskedBefore ? ', one of whom asks the question before' : ''}, a collection${hidden.hasWantedName ? ' of the name that the viewer wants' : ''}${hidden.hasMoved ? ', a policy that document 0 was under' : ''}`,
    ...hidden.documents.map(
      (one, number) =>
        `  document ${number}: ${one.place}, policy ${one.policy % 3}, ${one.state}: ${one.sentences.map(sentenceOf).join(' ')}`,
    ),
    `Calls: ${world.script.map(({ route, pick }) => `${routes[route % routes.length]?.name ?? ''} ${pick}`).join(', ') || 'the first ones alone'}`,
    `They come apart at ${difference.route}: ${difference.request}`,
    `  without: ${difference.without}`,
    `  with:    ${difference.with}`,
  ];
  return lines.join('\n');
}

function grantText({ to, group, right, time }: GrantPlan): string {
  return `${right} for ${to === 'group' ? `group ${group}` : to}${time === 'now' ? '' : ` (${time})`}`;
}
