import { parseVerifierKey, signatureTypes, type VerifierKey } from './key.ts';

export interface WitnessEntry {
  readonly key: VerifierKey;
  /** Where it takes checkpoints; null when the policy does not say. */
  readonly url: string | null;
}

export interface WitnessGroup {
  readonly needed: number;
  readonly members: readonly string[];
}

/** Which witnesses must have cosigned a checkpoint (C2SP tlog-policy). */
export interface WitnessPolicy {
  /** Keys of logs that the policy trusts; none: those that the caller trusts anyway. */
  readonly logs: readonly VerifierKey[];
  /** By their name in the policy. */
  readonly witnesses: ReadonlyMap<string, WitnessEntry>;
  readonly groups: ReadonlyMap<string, WitnessGroup>;
  /** A witness or a group; null: none is needed. */
  readonly quorum: string | null;
}

/**
 * Lines `log KEY [URL]`, `witness NAME KEY [URL]`, `group NAME all|any|COUNT MEMBER…` and `quorum NAME|none`; a name stands
 * before its use. Null when the text is no policy, or has no quorum.
 */
export function parseWitnessPolicy(text: string): WitnessPolicy | null {
  const reading = createPolicyReading();
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [word = '', ...rest] = line.split(/\s+/);
    const read = Object.entries(reading.lines).find(([name]) => name === word)?.[1];
    if (read === undefined || !read(rest)) return null;
  }
  return reading.policy();
}

/** Each kind of line says whether it could be read. */
function createPolicyReading() {
  const logs: VerifierKey[] = [];
  const witnesses = new Map<string, WitnessEntry>();
  const groups = new Map<string, WitnessGroup>();
  let quorum: string | null | undefined;
  const isKnown = (name: string) => witnesses.has(name) || groups.has(name);
  const isNew = (name: string) => !isKnown(name) && name !== 'none' && name !== '';
  const lines: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
    log([text = '']) {
      const key = parseVerifierKey(text);
      if (key !== null) logs.push(key);
      return key !== null;
    },
    witness([name = '', text = '', url = null]) {
      const key = parseVerifierKey(text);
      if (key?.type !== signatureTypes.cosignatureV1 || !isNew(name)) return false;
      witnesses.set(name, { key, url });
      return true;
    },
    group([name = '', count = '', ...members]) {
      const needed = neededOf(count, members.length);
      if (needed === null || !isNew(name) || !members.every(isKnown)) return false;
      groups.set(name, { needed, members });
      return true;
    },
    quorum([name = '']) {
      if (quorum !== undefined || !(name === 'none' || isKnown(name))) return false;
      quorum = name === 'none' ? null : name;
      return true;
    },
  };
  return { lines, policy: (): WitnessPolicy | null => (quorum === undefined ? null : { logs, witnesses, groups, quorum }) };
}

function neededOf(text: string, memberCount: number): number | null {
  if (text === 'all') return memberCount === 0 ? null : memberCount;
  const needed = text === 'any' ? 1 : /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return needed >= 1 && needed <= memberCount ? needed : null;
}

/** @param cosigned names in the policy of the witnesses whose cosignature is right. */
export function isQuorum({ quorum, groups }: WitnessPolicy, cosigned: ReadonlySet<string>): boolean {
  const holds = (name: string): boolean => {
    const group = groups.get(name);
    return group === undefined ? cosigned.has(name) : group.members.filter(holds).length >= group.needed;
  };
  return quorum === null || holds(quorum);
}
