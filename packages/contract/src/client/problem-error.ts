import type { Problem } from '../schemas/common.ts';
import { problemSchema } from '../schemas/common.ts';

/** A request that the API refused. `message` is the text for people. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The problem in a response; one made from the status when a proxy answered instead of Carrel. */
export async function problemOf(response: Response): Promise<Problem> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  return {
    type: 'about:blank',
    title: response.statusText || 'Unexpected response',
    status: response.status,
    code: 'UNEXPECTED_RESPONSE',
    detail: `The server answered with status ${response.status}, but not in the form that Carrel uses. A proxy may stand in between.`,
    requestId: response.headers.get('x-request-id') ?? '',
  };
}
