/**
 * Two hundred questions in Slack at once, to a whole Carrel with its bot and a stand-in for Slack: how long each takes to be
 * acknowledged and begun, and whether each is answered once. `npm run bench:slack`, in CI with `-- --short`.
 */
import { openSlackDesk } from '../support/slack-server/slack-desk.ts';
import { wordsOf } from '../support/slack-server/slack-world.ts';
import { percentile, report } from './support/measurement.ts';

const isShort = process.argv.includes('--short');
const questionCount = isShort ? 60 : 200;
const peopleCount = isShort ? 12 : 40;
const patienceMs = 300_000;

const desk = await openSlackDesk();
let isMet = false;
try {
  const people = Array.from({ length: peopleCount }, (_one, index) => `U${String(index).padStart(3, '0')}`);
  for (const person of people) await desk.addPerson(person);
  await desk.addDocument(['everyone'], 'The harbour office has forty parking spaces.\n\nThe warm-up time of the crane is twelve minutes.');
  const startMs = Date.now();
  const asked = await Promise.all(
    Array.from({ length: questionCount }, (_one, index) =>
      desk.direct(people[index % people.length] ?? '', `How many parking spaces does the harbour office have? (${index})`),
    ),
  );
  const threads = new Set(asked.map(({ ts }) => ts));
  const inThreads = () => desk.slack.world.messages.filter((one) => one.thread_ts !== null && threads.has(one.thread_ts));
  const isEnded = (words: string) => /Record no|Request id/u.test(words);
  while (inThreads().filter((one) => isEnded(wordsOf(one.blocks))).length < questionCount && Date.now() - startMs < patienceMs)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const totalMs = Date.now() - startMs;
  // Whatever came twice has time to show.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const messages = inThreads();
  const answered = messages.filter((one) => wordsOf(one.blocks).includes('forty parking spaces'));
  const acknowledgements = asked.map(({ acknowledgedMs }) => acknowledgedMs ?? Infinity);
  const begun = messages.map(({ atMs }) => atMs - startMs);
  isMet = await report({
    name: isShort ? 'slack-short' : 'slack',
    command: isShort ? 'npm run bench:slack -- --short' : 'npm run bench:slack',
    what: `${questionCount} questions of ${peopleCount} people in Slack at once, over Socket Mode, answered by quoting`,
    figures: [
      { name: 'acknowledged, slowest', value: Math.max(...acknowledgements), unit: 'ms', goal: { atMost: 3_000 } },
      { name: 'acknowledged, median', value: percentile(acknowledgements, 0.5), unit: 'ms' },
      { name: 'first line to the person, slowest', value: Math.max(...begun), unit: 'ms', goal: { atMost: 3_000 } },
      { name: 'answered', value: new Set(answered.map((one) => one.thread_ts)).size, unit: 'questions', goal: { atLeast: questionCount } },
      {
        name: 'answered or begun twice',
        value: messages.length - new Set(messages.map((one) => one.thread_ts)).size,
        unit: 'questions',
        goal: { atMost: 0 },
      },
      { name: 'the last answer', value: totalMs / 1_000, unit: 's' },
    ],
  });
} finally {
  await desk.close();
}
process.exitCode = isMet ? 0 : 1;
