import type { SightingView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';

const pageSize = 200;

/** `carrel audit who-saw DOCUMENT`: by pseudonym, newest first; with `--answers` the answers that it was given to. */
export async function whoSawCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const sightings: SightingView[] = [];
  const versionId = textOption(options, 'revision');
  const [from, to] = [textOption(options, 'from'), textOption(options, 'to')];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.call(routes.listSightings, {
      params: { id: textArgument(args, 0) },
      query: {
        limit: pageSize,
        of: options['answers'] === true ? 'answers' : 'all',
        ...(versionId !== undefined && { versionId }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(cursor !== undefined && { cursor }),
      },
      signal,
    });
    sightings.push(...page.items);
    cursor = page.nextCursor;
  }
  if (context.terminal.isJson) context.terminal.json({ sightings });
  else
    context.terminal.text(
      columns(
        ['time', 'who', 'how', 'answer', 'version', 'read', 'cited'],
        sightings
          .flatMap(eachWhoSaw)
          .map((one) => [
            one.time,
            one.actorRef,
            one.type,
            one.answerId ?? '',
            one.versionIds.join(' '),
            one.isInPrompt ? 'yes' : 'no',
            one.isCited ? 'yes' : 'no',
          ]),
      ),
    );
}

/** What was put before several people is a line for each of them. */
function eachWhoSaw(sighting: SightingView): readonly SightingView[] {
  const people = new Set([sighting.actorRef, ...sighting.audienceRefs]);
  return [...people].map((actorRef) => ({ ...sighting, actorRef }));
}
