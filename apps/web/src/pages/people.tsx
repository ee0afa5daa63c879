import { PeopleScreen } from '../people/people-screen.tsx';

export default function PeoplePage() {
  return <PeopleScreen />;
}
