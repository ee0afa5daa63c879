import { ReadersScreen } from '../readers/readers-screen.tsx';

export default function ReadersPage() {
  return <ReadersScreen />;
}
