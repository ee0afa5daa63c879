import { randomBytes } from 'node:crypto';

/**
 * The name under which the log is begun: the public address of the installation, or a random one. Logs of two installations
 * must not have the same name: a witness tells them apart by it. Once the log is begun it keeps its name.
 */
export function logName(publicUrl: string | null): string {
  const host = publicUrl === null ? `carrel-${randomBytes(4).toString('hex')}.local` : new URL(publicUrl).hostname;
  return `${host.replaceAll(/[^a-z0-9.-]/g, '')}/audit`;
}
