import { SourcesScreen } from '../sources/sources-screen.tsx';

export default function SourcesPage() {
  return <SourcesScreen />;
}
