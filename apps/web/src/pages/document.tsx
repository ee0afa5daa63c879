import { DocumentScreen } from '../document-page/document-screen.tsx';

export default function DocumentPage() {
  return <DocumentScreen />;
}
