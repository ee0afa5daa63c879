import { z } from 'zod';
import type { Place, Screen } from './screens.ts';

const madeSchema = z.object({ id: z.string() });
const listSchema = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });
const documentsSchema = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });

/** A request of the page itself, as the person who is signed in. */
async function call({ page }: Place, method: string, path: string, body?: object): Promise<unknown> {
  const init = { method, headers: { 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) };
  return page.evaluate<unknown>(`fetch(${JSON.stringify(path)}, ${JSON.stringify(init)}).then((response) => response.json())`);
}

const people = ['Line manager', 'Head of engineering', 'Field engineer', 'Payroll clerk', 'Quality officer', 'Apprentice'] as const;

/** A small company: people, groups inside groups, policies with grants, collections of their own. Made once. */
async function furnish(place: Place): Promise<void> {
  const { items } = listSchema.parse(await call(place, 'GET', '/api/v1/admin/groups'));
  if (items.length > 0) return;
  const userIds: string[] = [];
  for (const name of people) {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
    const { user } = z.object({ user: madeSchema }).parse(await call(place, 'POST', '/api/v1/admin/users', { name, email }));
    userIds.push(user.id);
  }
  const group = async (name: string, members: readonly (string | undefined)[]) => {
    const { id } = madeSchema.parse(await call(place, 'POST', '/api/v1/admin/groups', { name }));
    for (const member of members) await call(place, 'POST', `/api/v1/admin/groups/${id}/members`, { member });
    return id;
  };
  const engineering = await group('Engineering', [userIds[1], userIds[2], userIds[5]]);
  const quality = await group('Quality', [userIds[4]]);
  const office = await group('Human resources', [userIds[0], userIds[3]]);
  const staff = await group('Permanent staff', [engineering, office, quality]);
  const { items: policies } = listSchema.parse(await call(place, 'GET', '/api/v1/admin/policies'));
  const personal = madeSchema.parse(
    await call(place, 'POST', '/api/v1/admin/policies', { name: 'Personal files', label: 'restricted', readers: [office] }),
  );
  const [first] = policies;
  await call(place, 'POST', `/api/v1/admin/policies/${first?.id ?? ''}/grants`, { principal: engineering, right: 'curate' });
  await call(place, 'POST', `/api/v1/admin/policies/${personal.id}/grants`, { principal: staff, validTo: '2027-03-31T22:00:00.000Z' });
  await call(place, 'PATCH', `/api/v1/admin/users/${userIds[5] ?? ''}`, { isActive: false });
  await call(place, 'POST', '/api/v1/admin/service-users', { name: 'Intranet search' });
  await call(place, 'POST', '/api/v1/admin/keys', { name: 'Nightly export', scopes: ['search', 'documents:read'] });
}

/** People and rights, of a company that is made for the pictures. */
export const rightsScreens: readonly Screen[] = [
  {
    name: 'people',
    open: async (place) => {
      await furnish(place);
      await place.page.goto(`${place.url}/people/`);
      await place.page.getByRole('row').filter({ hasText: 'Field engineer' }).click();
      await place.page
        .getByText(/may read ·/)
        .first()
        .waitFor();
      return true;
    },
  },
  {
    name: 'people-list',
    open: async ({ page, url }) => {
      await page.goto(`${url}/people/`);
      await page.getByRole('row').first().waitFor();
      return true;
    },
  },
  {
    name: 'groups',
    open: async ({ page, url }) => {
      await page.goto(`${url}/groups/`);
      await page.getByRole('row').filter({ hasText: 'Permanent staff' }).click();
      await page.getByText(/Everybody whom a grant reaches/).waitFor();
      return true;
    },
  },
  {
    name: 'policies',
    open: async ({ page, url }) => {
      await page.goto(`${url}/policies/`);
      await page.getByRole('row').filter({ hasText: 'Personal files' }).click();
      await page
        .getByText(/Permanent staff/)
        .first()
        .waitFor();
      return true;
    },
  },
  {
    name: 'access',
    open: async ({ page, url }) => {
      await page.goto(`${url}/access/`);
      await page.getByRole('table').waitFor();
      return true;
    },
  },
  {
    name: 'access-edit',
    open: async ({ page }) => {
      await page
        .getByRole('button', { name: /^Human resources in/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      return true;
    },
  },
  {
    name: 'readers',
    open: async (place) => {
      const { items } = documentsSchema.parse(await call(place, 'GET', '/api/v1/documents?limit=1'));
      await place.page.goto(`${place.url}/readers/?of=${items[0]?.id ?? ''}`);
      await place.page
        .getByText(/may (read|change) ·/)
        .first()
        .waitFor();
      return true;
    },
  },
  {
    name: 'keys',
    open: async ({ page, url }) => {
      await page.goto(`${url}/keys/`);
      await page.getByText('Nightly export').first().waitFor();
      return true;
    },
  },
  {
    name: 'sign-on',
    open: async ({ page, url }) => {
      await page.goto(`${url}/sign-on/`);
      await page.getByText('this browser').waitFor();
      return true;
    },
  },
];
