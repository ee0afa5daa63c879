interface Times {
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** Whether a grant holds at a moment. */
export function grantTimeOf({ validFrom, validTo }: Times, nowMs: number): 'coming' | 'holds' | 'ended' {
  if (validTo !== null && (Date.parse(validTo) <= nowMs || validTo <= validFrom)) return 'ended';
  return Date.parse(validFrom) > nowMs ? 'coming' : 'holds';
}
