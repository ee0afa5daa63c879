/** Versioned settings: a change adds a version, none is overwritten, so a record can name the one that held. */
export interface SettingRepository {
  /** The newest version; null when never set. `value` is JSON text, checked by the reader's schema. */
  find(name: string): Promise<{ readonly version: number; readonly value: string } | null>;
  put(name: string, value: string, at: string): Promise<number>;
}
