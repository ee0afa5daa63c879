import { DocumentsScreen } from '../documents/documents-screen.tsx';

export default function DocumentsPage() {
  return <DocumentsScreen />;
}
