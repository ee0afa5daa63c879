import { InvitationsScreen } from '../invitations/invitations-screen.tsx';

export default function InvitationsPage() {
  return <InvitationsScreen />;
}
