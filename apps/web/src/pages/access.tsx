import { MatrixScreen } from '../matrix/matrix-screen.tsx';

export default function MatrixPage() {
  return <MatrixScreen />;
}
