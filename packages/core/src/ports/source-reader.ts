/** A file as a look at the source found it. */
export interface SourceItem {
  /** Slash-separated path within the source, in Unicode NFC. */
  readonly path: string;
  /** Changes whenever the content may have changed: size, time and place on the disk. */
  readonly stamp: string;
  /** What holds the file, such as the number of a file system. */
  readonly volume: string;
  readonly sizeBytes: number;
  /** False while it is probably still being written. */
  readonly isSettled: boolean;
}

export interface SourceListing {
  /** Of the root: another folder, bucket or mount at the same address has another. */
  readonly identity: string;
  readonly items: readonly SourceItem[];
  /** Places that could not be looked into. What lies below them is unknown, not gone. */
  readonly unreadable: readonly string[];
  /** Things that are no files: links, devices, sockets. */
  readonly skipped: number;
}

/**
 * Reads one source: lists what is there, and gives the bytes of a file. Reads only; never leaves the root, whatever links
 * lie in it. Knows nothing of documents.
 */
export interface SourceReader {
  /** @throws SOURCE_UNREACHABLE when the root is not there or cannot be read. */
  list(signal: AbortSignal): Promise<SourceListing>;
  /**
   * The bytes of a listed file. The stream fails with SOURCE_FILE_CHANGED when the file is no longer as it was listed, then
   * or while it is read, and with SOURCE_FILE_UNREADABLE when it cannot be opened.
   */
  open(item: SourceItem): AsyncIterable<Uint8Array>;
  /** Whether a file that was listed before is surely gone: what held it is there, and the file is not. */
  isGone(known: { readonly path: string; readonly volume: string }): Promise<boolean>;
}
