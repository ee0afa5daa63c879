import { AskScreen } from '../ask/ask-screen.tsx';

export default function AskPage() {
  return <AskScreen />;
}
