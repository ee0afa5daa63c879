import { randomBytes } from 'node:crypto';

/**
 * The name under which the log is begun: the public address of the installation, or a random one. Logs of two installations
 * must not have the same name: a witness tells them apart by it. Once the log is begun it keeps its name.
 */
export function logName(publicUrl: string | null): string {
  const host = publicUrl === null ? '' : new URL(publicUrl).hostname;
  const isName = /^[a-z0-9][a-z0-9.-]{0,99}$/.test(host);
  return `${isName ? host : `carrel-${randomBytes(4).toString('hex')}.local`}/audit`;
}
