import { config } from 'zod';

/** zod tries whether it may compile schemas with `eval`; the page's policy forbids that, so it is told not to try. Import first. */
config({ jitless: true });
