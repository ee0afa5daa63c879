export { answerQuestion } from './answer-question.ts';
export type { AnswerDone, AnswerEvent, NearestDocument } from './answer-event.ts';
export type {
  AcceptedAnswer,
  AnswerClosing,
  AnswerIntent,
  AnswerInterruption,
  AnswerRecord,
  AskedModel,
  ClosedPassage,
  ContextPassage,
  GuardCode,
  RecordedEnd,
} from './answer-record.ts';
export { type AnswerSettings, answerSettingsName, answerSettingsSchema, readAnswerSettings } from './answer-settings.ts';
export type { AnswerDeps, AskRequest, ConversationTurn } from './ask-request.ts';
