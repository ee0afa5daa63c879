/** Words of the way to the pages of people and rights, in English; the words of the pages themselves come with them. */
export const rightsNav = {
  nav: 'People and rights',
  tabs: {
    label: 'People and rights',
    people: 'People',
    invitations: 'Invitations',
    groups: 'Groups',
    policies: 'Policies',
    access: 'Matrix',
    readers: 'Who may read',
    keys: 'Keys',
    signOn: 'Sign-in',
  },
};
export type RightsNav = typeof rightsNav;
