import { GroupsScreen } from '../groups/groups-screen.tsx';

export default function GroupsPage() {
  return <GroupsScreen />;
}
