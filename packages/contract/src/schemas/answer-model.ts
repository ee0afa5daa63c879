import { z } from 'zod';

/** A name of `carrel models list`, or the address of a server that speaks the OpenAI-compatible protocol. */
export const useAnswerModelBodySchema = z.strictObject({ model: z.string().min(1).max(2_000) });

/** Models by name, path or address; null: none, and answers are quoted. */
export const answerModelStatusSchema = z
  .object({
    inUse: z.string().nullable(),
    /** What `CARREL_LLM` says. When that is changed it holds again, whatever was chosen before. */
    configured: z.string().nullable(),
    /** What answered before, if `canGoBack`. */
    previous: z.string().nullable(),
    canGoBack: z.boolean(),
    /** The model that was asked for and is being loaded: ask again. Null: nothing is awaited. */
    loading: z.string().nullable(),
  })
  .meta({ id: 'AnswerModelStatus' });
export type AnswerModelStatus = z.infer<typeof answerModelStatusSchema>;
