/** Names of what can be pressed and sent. They stand in messages that live for years, so none is ever given another meaning. */
export const actionIds = {
  helpful: 'answer_helpful',
  notHelpful: 'answer_not_helpful',
  unfold: 'answer_unfold',
  share: 'answer_share',
  /** Ask again, for oneself alone. */
  askPrivately: 'ask_privately',
  connect: 'connect_account',
} as const;

export const callbackIds = {
  feedback: 'answer_feedback',
  answerThis: 'answer_this',
} as const;
