import type { Fetch } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { z } from 'zod';

/** What better-auth answers when it refuses. */
const refusalSchema = z.object({ code: z.string().optional(), message: z.string().optional() });

const firstStepSchema = z.object({ needsSecondFactor: z.boolean().default(false) });

/** The routes of better-auth that the page uses; they lie under `/api/auth/` and follow its protocol, not Carrel's contract. */
export function createAuthClient(fetch: Fetch) {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return response.json();
    const refusal = refusalSchema.safeParse(await response.json().catch(() => null));
    throw new ProblemError({
      type: 'about:blank',
      title: response.statusText,
      status: response.status,
      code: (refusal.success ? refusal.data.code : undefined) ?? 'AUTHENTICATION_REFUSED',
      detail: (refusal.success ? refusal.data.message : undefined) ?? response.statusText,
      requestId: response.headers.get('x-request-id') ?? '',
    });
  };
  return {
    /** A session, or the question for the second factor. */
    signIn: async (credentials: { readonly email: string; readonly password: string }) =>
      firstStepSchema.parse(await post('sign-in/email', credentials)),
    /** The second step, with a code of the app or a recovery code. */
    verifySecondFactor: ({ kind, code }: { readonly kind: 'app' | 'recovery'; readonly code: string }) =>
      post(kind === 'app' ? 'two-factor/verify-totp' : 'two-factor/verify-backup-code', { code }),
    signOut: () => post('sign-out', {}),
    changePassword: (passwords: { readonly currentPassword: string; readonly newPassword: string }) =>
      post('change-password', { ...passwords, revokeOtherSessions: true }),
  };
}
export type AuthClient = ReturnType<typeof createAuthClient>;
