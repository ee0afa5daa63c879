import { NotFoundScreen } from '../shell/not-found-screen.tsx';
import type { Page } from './_app.tsx';

const NotFoundPage: Page = () => <NotFoundScreen />;
NotFoundPage.isBare = true;
export default NotFoundPage;
