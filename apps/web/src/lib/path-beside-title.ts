/** The path as it stands beside a title: empty where the title is the path's own file name and the folder says nothing more. */
export function pathBesideTitle(title: string, path: string): string {
  return path === title ? '' : path;
}
