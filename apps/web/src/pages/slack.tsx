import { LinkScreen } from '../slack/link-screen.tsx';
import type { Page } from './_app.tsx';

/** The address in one-time links that Carrel gives in Slack. */
const SlackPage: Page = () => <LinkScreen />;
SlackPage.isBare = true;
export default SlackPage;
