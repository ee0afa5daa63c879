import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { answerModelStatusSchema, useAnswerModelBodySchema } from './schemas/answer-model.ts';

/** Changing the language model while questions are answered. */
export const answerModelRoutes = {
  getAnswerModel: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/models/answer',
    tag: 'Models',
    summary: 'The language model that answers, and the one before',
    access: signedIn('admin', 'admin'),
    response: answerModelStatusSchema,
  }),
  useAnswerModel: defineRoute({
    method: 'PUT',
    path: '/api/v1/admin/models/answer',
    tag: 'Models',
    summary: 'Let another language model answer, from the next question on; while "loading" names it, make the request again',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    body: useAnswerModelBodySchema,
    response: answerModelStatusSchema,
  }),
  rollBackAnswerModel: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/models/answer/rollback',
    tag: 'Models',
    summary: 'Go back to the language model before; while "loading" names it, make the request again',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    response: answerModelStatusSchema,
  }),
} as const;
