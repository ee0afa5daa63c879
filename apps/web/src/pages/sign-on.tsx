import { SignOnScreen } from '../providers/sign-on-screen.tsx';

export default function SignOnPage() {
  return <SignOnScreen />;
}
