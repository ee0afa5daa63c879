import { SettingsScreen } from '../settings/settings-screen.tsx';

export default function SettingsPage() {
  return <SettingsScreen />;
}
