import { routes } from '@carrel/contract';
import type { SlackPlace } from '@carrel/contract';
import { ephemeralReply, messageReply } from '../ask/reply.ts';
import type { EditPace } from '../ask/edit-pace.ts';
import type { Logger } from '../bolt/bolt-logger.ts';
import type { Teams } from '../bolt/teams.ts';
import type { CarrelApi } from '../carrel/carrel-api.ts';
import { doneMessage } from '../render/other-messages.ts';
import type { Rendered } from '../render/rich-text.ts';

export interface TellDeps {
  readonly carrel: CarrelApi;
  readonly teams: Teams;
  readonly pace: EditPace;
  readonly logger: Logger;
}

const interruptedText = ':warning: Carrel was restarted while it worked on this question. Please ask it again.';

/** After a start: whoever waits for an answer that the bot before this one did not finish is told so. */
export async function tellInterrupted(deps: TellDeps): Promise<void> {
  const { items } = await deps.carrel.bot.call(routes.listUnfinishedSlackEvents, {});
  for (const { eventId, place } of items) {
    try {
      if (place !== null) await tellAt(deps, place, doneMessage(interruptedText));
    } catch (error) {
      deps.logger.error('slack.interrupted-untold', error);
    }
    await deps.carrel.bot.call(routes.finishSlackEvent, { body: { eventId } });
  }
}

/** Says something where somebody asked: in a direct conversation as a message, in a channel to them alone. */
export async function tellAt({ teams, pace }: Pick<TellDeps, 'teams' | 'pace'>, place: SlackPlace, message: Rendered): Promise<void> {
  const team = teams.find(place.teamId);
  if (team === null) return;
  const reply = place.isDirect ? messageReply(team.client, place, pace) : ephemeralReply(team.client, place);
  await reply.end(message);
}
