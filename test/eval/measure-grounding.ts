import { readEvidence } from '../../packages/answering/src/check/evidence.ts';
import { findSupport } from '../../packages/answering/src/check/find-support.ts';
import { readStatement } from '../../packages/answering/src/check/read-statement.ts';
import { aPassage } from '../support/builders/a-passage.ts';
import { type InventionKind, inventionKinds, plantInventions } from './plant-inventions.ts';

export interface Caught {
  readonly planted: number;
  readonly caught: number;
}

export interface GroundingFigures {
  /** Sentences of the documents as they stand: all of them should pass. */
  readonly sentences: number;
  readonly passed: number;
  readonly byKind: Readonly<Record<InventionKind, Caught>>;
  /** Inventions that got through, with their kind, for reading. */
  readonly missed: readonly { readonly kind: InventionKind; readonly text: string; readonly original: string }[];
}

/** Code units of a passage here, about 230 tokens, and how many passages lie in one context. */
const passageChars = 1000;
const passagesInContext = 4;

/**
 * Takes real texts apart into passages, and for each full sentence checks the sentence itself and every invention that can be
 * planted in it against the passages around it.
 */
export function measureGrounding(texts: readonly string[]): GroundingFigures {
  const byKind = new Map(inventionKinds.map((kind) => [kind, { planted: 0, caught: 0 }]));
  const missed: { kind: InventionKind; text: string; original: string }[] = [];
  let [sentences, passed] = [0, 0];
  for (const context of texts.flatMap(contextsOf)) {
    const evidence = readEvidence(
      context.map((text, index) => aPassage({ number: index + 1, text })),
      'What are the rules?',
    );
    for (const { statement, role } of evidence.sentences) {
      if (role !== 'statement' || !/[.!]$/u.test(statement.text) || statement.contentIndexes.length < 3 || statement.text.length > 250)
        continue;
      sentences += 1;
      if (findSupport(statement.text, evidence, new Set()) !== null) passed += 1;
      const others = evidence.sentences
        .filter((one) => one.role === 'statement' && one.statement !== statement)
        .map((one) => one.statement);
      for (const { kind, text } of plantInventions(statement, { vocabulary: evidence.vocabulary, others })) {
        const tally = byKind.get(kind);
        if (tally === undefined || others.some((other) => other.text === readStatement(text).text)) continue;
        tally.planted += 1;
        if (findSupport(text, evidence, new Set()) === null) tally.caught += 1;
        else missed.push({ kind, text, original: statement.text });
      }
    }
  }
  const tallyOf = (kind: InventionKind): Caught => byKind.get(kind) ?? { planted: 0, caught: 0 };
  const tallies = {
    number: tallyOf('number'),
    unit: tallyOf('unit'),
    date: tallyOf('date'),
    name: tallyOf('name'),
    negation: tallyOf('negation'),
    roles: tallyOf('roles'),
    predicate: tallyOf('predicate'),
  };
  return { sentences, passed, byKind: tallies, missed };
}

/** Blocks joined to passages, and passages to contexts. */
function contextsOf(text: string): readonly (readonly string[])[] {
  const passages: string[] = [];
  for (const block of text.split(/\n\s*\n/u)) {
    const last = passages.at(-1);
    if (last === undefined || last.length + block.length > passageChars) passages.push(block);
    else passages[passages.length - 1] = `${last}\n\n${block}`;
  }
  return Array.from({ length: Math.ceil(passages.length / passagesInContext) }, (_, index) =>
    passages.slice(index * passagesInContext, (index + 1) * passagesInContext),
  );
}
