import { SignInScreen } from '../sign-in/sign-in-screen.tsx';
import type { Page } from './_app.tsx';

const SignInPage: Page = () => <SignInScreen />;
SignInPage.isBare = true;
export default SignInPage;
