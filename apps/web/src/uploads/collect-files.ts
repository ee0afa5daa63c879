/** A file to upload, with its place: the path within the folder that was chosen or dropped. */
export interface FileWithPath {
  readonly path: string;
  readonly file: File;
}

/** Files that systems leave in folders and nobody means to upload. */
function isClutter(path: string): boolean {
  const name = path.split('/').at(-1) ?? path;
  return name === '.DS_Store' || name === 'Thumbs.db' || name === 'desktop.ini' || name.startsWith('._') || name.startsWith('~$');
}

/** The files of a file or folder box; a folder's files keep their places. */
export function filesOfInput(files: FileList | null): readonly FileWithPath[] {
  return Array.from(files ?? [], (file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })).filter(
    ({ path }) => !isClutter(path),
  );
}

/** The files that were dropped, those in folders too. Must be called in the drop event: afterwards the browser forgets them. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly FileWithPath[]> {
  const items = Array.from(transfer.items, (item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(
    items.map(async ({ entry, file }) => (entry ? filesOfEntry(entry, '') : file ? [{ path: file.name, file }] : [])),
  );
  return found.flat().filter(({ path }) => !isClutter(path));
}

async function filesOfEntry(entry: FileSystemEntry, folder: string): Promise<readonly FileWithPath[]> {
  const path = folder + entry.name;
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolderEntry(entry)) return [];
  const found: FileWithPath[] = [];
  const reader = entry.createReader();
  // A reader gives at most 100 entries at a time, and none at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const child of entries) found.push(...(await filesOfEntry(child, `${path}/`)));
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
