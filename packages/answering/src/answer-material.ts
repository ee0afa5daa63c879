import type { Passage } from '@carrel/core';
import { type Evidence, readEvidence } from './check/evidence.ts';
import { readQuestion, type ReadQuestion } from './question/read-question.ts';
import { readTopic, type Topic } from './question/read-topic.ts';

/** Question and passages, read once: what every stage after retrieval works on. */
export interface AnswerMaterial {
  readonly question: ReadQuestion;
  readonly evidence: Evidence;
  readonly topic: Topic;
}

export function readMaterial(question: string, passages: readonly Passage[]): AnswerMaterial {
  const read = readQuestion(question);
  const evidence = readEvidence(passages, question);
  return { question: read, evidence, topic: readTopic(read, evidence) };
}
