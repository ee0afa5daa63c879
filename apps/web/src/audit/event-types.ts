/** Types of events that are offered as filters; any other can be seen in the unfiltered list. */
export const eventTypes = [
  'question.accepted',
  'answer.completed',
  'answer.refused',
  'answer.interrupted',
  'answer.rated',
  'search.executed',
  'document.uploaded',
  'document.published',
  'document.failed',
  'document.deleted',
  'document.downloaded',
  'document.previewed',
  'login.succeeded',
  'login.failed',
  'config.changed',
  'audit.exported',
] as const;
