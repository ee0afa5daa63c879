import { PoliciesScreen } from '../policies/policies-screen.tsx';

export default function PoliciesPage() {
  return <PoliciesScreen />;
}
