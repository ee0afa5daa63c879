import { SetupScreen } from '../setup/setup-screen.tsx';
import type { Page } from './_app.tsx';

/** The first run: signed in, and without the desk around it. */
const SetupPage: Page = () => <SetupScreen />;
SetupPage.isAlone = true;
export default SetupPage;
