import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly os?: readonly string[];
}

/** A folder with a package-lock.json, and in place of npm a script that does with it what the test says. */
export function aRepository(packages: Readonly<Record<string, LockedPackage>>) {
  const root = mkdtempSync(join(tmpdir(), 'carrel-bootstrap-'));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const writeLock = (locked: Readonly<Record<string, LockedPackage>>) =>
    write('package-lock.json', JSON.stringify({ packages: { '': {}, ...locked } }));
  writeLock(packages);
  return {
    root,
    write,
    writeLock,
    /** What npm leaves behind when an install is complete. */
    writeInstalled: (installed: Readonly<Record<string, LockedPackage>>) =>
      write('node_modules/.package-lock.json', JSON.stringify({ packages: installed })),
    /** @returns the path to give as npm_execpath. */
    writeNpm: (body: string) => {
      write('fake/npm-cli.cjs', `const fs = require('node:fs'); const path = require('node:path');\n${body}\n`);
      return join(root, 'fake/npm-cli.cjs');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Places the packages of the lock one by one, as npm does, and writes down how it was called. */
export const placingNpm = `
  const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  const place = async () => {
    for (const [key, one] of Object.entries(lock.packages)) {
      if (!key.includes('node_modules/')) continue;
      fs.mkdirSync(key, { recursive: true });
      fs.writeFileSync(path.join(key, 'package.json'), JSON.stringify(one));
      await new Promise((resolve) => setTimeout(resolve, Number(process.env.FAKE_NPM_MS ?? 0)));
    }
    delete lock.packages[''];
    fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify(lock));
  };
  place();
`;
