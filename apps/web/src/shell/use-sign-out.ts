import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.tsx';

/** Ends the session and leads to the sign-in by a full load: nothing of this person stays in memory. */
export function useSignOut(): () => void {
  const { auth } = useApi();
  const queryClient = useQueryClient();
  const signOut = async () => {
    await auth.signOut().catch(() => undefined);
    queryClient.clear();
    location.assign('/sign-in/');
  };
  return () => void signOut();
}
