import type { Place, Screen } from './screens.ts';

/** Each step of the first run, where a step before has been saved; false on a Carrel that is set up already. */
async function isFirstRun({ page }: Place): Promise<boolean> {
  return page.getByRole('navigation', { name: 'Steps' }).isVisible();
}

/** The first run, of a company that is made for the pictures. */
export const setupScreens: readonly Screen[] = [
  {
    name: 'set-up-company',
    open: async (place) => {
      const { page } = place;
      if (!(await isFirstRun(place))) return false;
      await page.getByLabel('Your name').fill('Librarian');
      await page.getByLabel('E-mail address').fill('librarian@example.com');
      await page.getByLabel('Password').fill('four quiet reading desks');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.getByLabel('Name of the company').fill('Northlight Instruments');
      return true;
    },
  },
  {
    name: 'set-up-models',
    open: async (place) => {
      const { page } = place;
      if (!(await isFirstRun(place))) return false;
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.getByRole('heading', { name: 'Found on this machine' }).waitFor();
      await page.waitForTimeout(1500);
      return true;
    },
  },
  {
    name: 'set-up-documents',
    open: async (place) => {
      const { page } = place;
      if (!(await isFirstRun(place))) return false;
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Drop files or folders here').waitFor();
      return true;
    },
  },
  {
    name: 'set-up-question',
    open: async (place) => {
      const { page } = place;
      if (!(await isFirstRun(place))) return false;
      await page.getByRole('button', { name: 'Go on' }).click();
      await page
        .getByRole('button', { name: /^What does/ })
        .first()
        .waitFor();
      return true;
    },
  },
];
