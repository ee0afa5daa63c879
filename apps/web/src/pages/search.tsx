import { SearchScreen } from '../search/search-screen.tsx';

export default function SearchPage() {
  return <SearchScreen />;
}
