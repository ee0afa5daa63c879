import { KeysScreen } from '../keys/keys-screen.tsx';

export default function KeysPage() {
  return <KeysScreen />;
}
