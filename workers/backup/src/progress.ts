/** How far a backup or restore is. */
export interface BackupProgress {
  readonly stage: 'checking' | 'records' | 'files';
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: BackupProgress) => void;
