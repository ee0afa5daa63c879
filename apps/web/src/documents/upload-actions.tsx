import { ChevronDown, FilePlus2, FolderPlus, Library, Plus } from 'lucide-react';
import { useRef } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { filesOfInput } from '../uploads/collect-files.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';

interface UploadActionsProps {
  readonly onFiles: (files: readonly FileWithPath[]) => void;
  readonly onNewCollection: () => void;
}

/** The ways in: files, a folder, a new collection. */
export function UploadActions({ onFiles, onNewCollection }: UploadActionsProps) {
  const messages = useMessages();
  const words = messages.documents;
  const filesRef = useRef<HTMLInputElement>(null);
  const folderRef = useRef<HTMLInputElement>(null);
  const blocks = useBlocks();
  const extensions = useMe().data?.capabilities.uploadTypes.flatMap((type) => type.extensions) ?? [];
  return (
    <div className="flex">
      <Button look="primary" blocked={blocks.upload} className="rounded-r-none" onClick={() => filesRef.current?.click()}>
        <Plus aria-hidden className="size-4" />
        {words.upload}
      </Button>
      <Menu
        trigger={
          <Button look="primary" aria-label={messages.common.more} className="rounded-l-none border-l-on-accent/30 px-2!">
            <ChevronDown aria-hidden className="size-4" />
          </Button>
        }
      >
        <MenuItem icon={<FilePlus2 aria-hidden className="size-4" />} blocked={blocks.upload} onSelect={() => filesRef.current?.click()}>
          {words.upload}
        </MenuItem>
        <MenuItem icon={<FolderPlus aria-hidden className="size-4" />} blocked={blocks.upload} onSelect={() => folderRef.current?.click()}>
          {words.uploadFolder}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Library aria-hidden className="size-4" />} blocked={blocks.change} onSelect={onNewCollection}>
          {words.newCollection}
        </MenuItem>
      </Menu>
      <FileInput inputRef={filesRef} name="files" accept={extensions.join(',')} onFiles={onFiles} />
      <FileInput inputRef={folderRef} name="folder" isFolder onFiles={onFiles} />
    </div>
  );
}

interface FileInputProps {
  readonly inputRef: React.RefObject<HTMLInputElement | null>;
  readonly name: string;
  readonly accept?: string;
  readonly isFolder?: boolean;
  readonly onFiles: (files: readonly FileWithPath[]) => void;
}

function FileInput({ inputRef, name, accept, isFolder = false, onFiles }: FileInputProps) {
  return (
    <input
      ref={inputRef}
      type="file"
      name={name}
      multiple
      hidden
      {...(accept !== undefined && accept !== '' && { accept })}
      {...(isFolder && { webkitdirectory: '' })}
      onChange={(event) => {
        onFiles(filesOfInput(event.target.files));
        // The same file can be chosen again.
        event.target.value = '';
      }}
    />
  );
}
