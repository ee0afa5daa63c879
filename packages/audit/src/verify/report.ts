import { findingSeverities, type Finding, type FindingCode, type FindingPlace, type Severity } from './finding.ts';

export type Verdict = 'ok' | 'tampered' | 'incomplete' | 'erased';

/** Exit status of `carrel audit verify`; 3 (bad usage) is the command line's own. */
export const verdictExitCodes: Readonly<Record<Verdict, number>> = { ok: 0, tampered: 1, incomplete: 2, erased: 4 };

export interface SignedShard {
  readonly shard: number;
  readonly size: number;
  readonly rootHash: string;
  /** The key that has signed it, as text (C2SP signed-note); null when it is not signed by a key that is trusted. */
  readonly signedBy: string | null;
  /** Checkpoints of the shard, this one included, that the entries agree with. */
  readonly count: number;
}

export interface VerificationReport {
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly entryCount: number;
  /** `sizeEntries` are the entries that were read; `lastLeafHash` is that of the last one in the chain, null when there is none. */
  readonly shards: readonly { readonly shard: number; readonly sizeEntries: number; readonly lastLeafHash: string | null }[];
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** What was signed, by shard: the newest checkpoint that the entries agree with. Compare it with one that was kept outside. */
  readonly checkpoints: readonly SignedShard[];
  /** Sealed fields whose ciphertext is there and is the right one. */
  readonly sealedCount: number;
  /** How many findings of each kind there are, also of those that are not listed. */
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>;
  /** At most `maxFindingsPerCode` of each kind, in the order of finding. */
  readonly findings: readonly Finding[];
}

export interface FindingLog {
  add(code: FindingCode, place: Partial<FindingPlace>, message: string): void;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>;
  verdict(): Verdict;
}

export function createFindingLog(maxFindingsPerCode: number): FindingLog {
  const findings: Finding[] = [];
  const counts: Partial<Record<FindingCode, number>> = {};
  const severities = new Set<Severity>();
  return {
    add(code, place, message) {
      const severity = findingSeverities[code];
      const count = (counts[code] ?? 0) + 1;
      counts[code] = count;
      severities.add(severity);
      if (count <= maxFindingsPerCode) findings.push({ code, severity, shard: null, seq: null, eventId: null, ...place, message });
    },
    findings,
    counts,
    verdict() {
      if (severities.has('tampering')) return 'tampered';
      if (severities.has('incomplete')) return 'incomplete';
      return severities.has('notice') ? 'erased' : 'ok';
    },
  };
}
