import { doubtOf, type ValidityView } from '@carrel/contract';

/** "superseded by FIN-011", "holds from 2027-01-01", "was to be reviewed by 2025-01-01"; nothing where there is no doubt. */
export function validityWords(validity: ValidityView | undefined, now: Date): readonly string[] {
  switch (validity === undefined ? null : doubtOf(validity, now)) {
    case null:
      return [];
    case 'superseded':
      return [`superseded by ${validity?.supersededBy ?? ''}`];
    case 'not-yet':
      return [`holds from ${validity?.effective ?? ''}`];
    case 'review-due':
      return [`was to be reviewed by ${validity?.reviewBy ?? ''}`];
  }
}
