import { ModelsScreen } from '../models/models-screen.tsx';

export default function ModelsPage() {
  return <ModelsScreen />;
}
