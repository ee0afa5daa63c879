/** Since the bot started. */
export interface BotCounts {
  questions: number;
  refusals: number;
  failures: number;
  running: number;
}

export function createBotCounts(): BotCounts {
  return { questions: 0, refusals: 0, failures: 0, running: 0 };
}
