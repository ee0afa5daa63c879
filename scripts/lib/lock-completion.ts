import { z } from 'zod';

const packageSchema = z.looseObject({
  version: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
/** The part of package-lock.json (version 3) that matters here; the rest is kept as it is. */
export const lockSchema = z.looseObject({ packages: z.record(z.string(), packageSchema) });
export type Lock = z.infer<typeof lockSchema>;
type LockPackage = z.infer<typeof packageSchema>;

interface Missing {
  readonly name: string;
  readonly range: string;
  readonly parent: LockPackage;
}

/**
 * Optional dependencies for a platform, of any package of the lock, that have no entry where Node would look for them. Those for
 * no platform (WebAssembly) are npm's own affair: it does not ask for them.
 */
export function missingOptionals(lock: Lock): readonly Missing[] {
  return Object.entries(lock.packages).flatMap(([key, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name]) => platformOf(name) !== null && !isResolvable(lock, key, name))
      .map(([name, range]) => ({ name, range, parent })),
  );
}

/** An entry of package-lock.json for each missing optional package. */
export function entriesToAdd(lock: Lock): readonly (readonly [string, LockPackage])[] {
  return missingOptionals(lock).map(({ name, range, parent }) => [
    `node_modules/${name}`,
    { version: exactVersion(name, range), ...(parent.dev === true && { dev: true }), optional: true, ...platformOf(name) },
  ]);
}

/** Node's rule: `node_modules` of the package itself, then of each package around it, then of the root. */
function isResolvable(lock: Lock, fromKey: string, name: string): boolean {
  const around = fromKey.split('/node_modules/').map((_part, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return ['', ...around].some((base) => lock.packages[base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`] !== undefined);
}

function exactVersion(name: string, range: string): string {
  const exact = /^[~^=v]?(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(range)?.[1];
  if (exact === undefined) throw new Error(`${name}: expected an exact version, got "${range}"`);
  return exact;
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
/** Longer names first: `arm64` is not `arm`. */
const processors = ['arm64', 'armv7', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

interface Platform {
  readonly cpu: readonly string[];
  readonly libc?: readonly string[];
  readonly os: readonly string[];
}

/** The platform that a binding's name says (`@scope/binding-linux-arm64-musl`); null: none. */
export function platformOf(name: string): Platform | null {
  const parts = (name.split('/').at(-1) ?? name).split('-');
  const system = systems.find((one) => parts.includes(one));
  const processor = processors.find((one) => parts.includes(one));
  if (system === undefined || processor === undefined) return null;
  const libc = parts.some((part) => part.startsWith('musl')) ? 'musl' : parts.some((part) => part.startsWith('gnu')) ? 'glibc' : undefined;
  return { cpu: [processor], ...(libc !== undefined && system === 'linux' && { libc: [libc] }), os: [system] };
}
