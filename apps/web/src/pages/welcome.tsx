import { SignInScreen } from '../sign-in/sign-in-screen.tsx';
import type { Page } from './_app.tsx';

/** The address in printed one-time links; the same screen as the sign-in. */
const WelcomePage: Page = () => <SignInScreen />;
WelcomePage.isBare = true;
export default WelcomePage;
