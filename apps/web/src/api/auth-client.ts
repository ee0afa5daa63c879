import type { Fetch } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { z } from 'zod';

/** What better-auth answers when it refuses. */
const refusalSchema = z.object({ code: z.string().optional(), message: z.string().optional() });

/** The routes of better-auth that the page uses; they lie under `/api/auth/` and follow its protocol, not Carrel's contract. */
export function createAuthClient(fetch: Fetch) {
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return;
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
    signIn: (credentials: { readonly email: string; readonly password: string }) => post('sign-in/email', credentials),
    signOut: () => post('sign-out', {}),
    changePassword: (passwords: { readonly currentPassword: string; readonly newPassword: string }) =>
      post('change-password', { ...passwords, revokeOtherSessions: true }),
  };
}
export type AuthClient = ReturnType<typeof createAuthClient>;
