import { SharedAnswerScreen } from '../ask/shared-answer-screen.tsx';

export default function AnswerPage() {
  return <SharedAnswerScreen />;
}
