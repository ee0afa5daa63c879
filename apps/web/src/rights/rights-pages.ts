/** The pages of people and rights, in the order of their tabs. */
export const rightsPages = [
  { href: '/people', name: 'people' },
  { href: '/invitations', name: 'invitations' },
  { href: '/groups', name: 'groups' },
  { href: '/policies', name: 'policies' },
  { href: '/access', name: 'access' },
  { href: '/readers', name: 'readers' },
  { href: '/keys', name: 'keys' },
  { href: '/sign-on', name: 'signOn' },
] as const;
