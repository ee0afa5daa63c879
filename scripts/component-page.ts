import { startComponentPage } from '../test/support/component-page-server.ts';

/** Shows the design language in a browser, and follows changes: `npm run components`. Ends with Ctrl-C. */
const { url } = await startComponentPage(4173);
process.stdout.write(`${url}\n${url}?theme=dark\n`);
