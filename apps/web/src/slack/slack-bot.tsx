import type { SlackBotState, SlackCheck, SlackOverview } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { classNames } from '../lib/class-names.ts';
import { useFormat } from '../messages/language.tsx';
import { useSlackWords } from '../messages/use-slack-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { LinkedPeople } from './linked-people.tsx';

const refreshMs = 3_000;
/** The bot looks for a wish every few seconds. */
const testWaitMs = 30_000;

/** For admins: how the bot is, a test of its tokens and connections, and who is connected. */
export function SlackBot() {
  const words = useSlackWords().bot;
  const { client } = useApi();
  const overview = useQuery({
    queryKey: queryKeys.slackOverview,
    queryFn: ({ signal }) => client.call(routes.slackOverview, { signal }),
    refetchInterval: refreshMs,
  });
  if (overview.isPending) return <SkeletonLines lines={3} />;
  if (overview.isError) return <FailureNote error={overview.error} onRetry={() => void overview.refetch()} />;
  const { data } = overview;
  return (
    <div className="flex flex-col gap-4">
      {data.isConfigured ? <BotState overview={data} /> : <p className="text-soft">{words.off}</p>}
      {data.isConfigured && <BotTest overview={data} nowMs={overview.dataUpdatedAt} />}
      {(data.isConfigured || data.links.length > 0) && <LinkedPeople links={data.links} />}
    </div>
  );
}

function BotState({ overview: { isAlive, seenAt, state } }: { readonly overview: SlackOverview }) {
  const words = useSlackWords().bot;
  const format = useFormat();
  const isWell = isAlive && state?.isConnected === true;
  const name = !isAlive ? 'silent' : isWell ? 'connected' : 'disconnected';
  const Icon = isWell ? CircleCheck : CircleX;
  return (
    <div className="flex gap-3 rounded-box border border-line bg-sheet px-4 py-3">
      <Icon aria-hidden className={classNames('mt-0.5 size-[18px] shrink-0', isWell ? 'text-accent' : 'text-danger')} strokeWidth={1.6} />
      <div className="min-w-0">
        <p className="text-ui font-medium">
          {words.states[name]}
          {state !== null && <span className="font-normal text-soft"> · {words.mode[state.mode]}</span>}
        </p>
        {state !== null && (
          <p className="text-small text-soft">
            {[
              ...state.teams.map((team) => team.name),
              ...countsOf(state).map(([key, count]) => `${format.number(count)} ${words.counts[key]}`),
            ].join(' · ')}
          </p>
        )}
        {seenAt !== null && !isAlive && (
          <p className="text-small text-faint">
            {words.seen} <TimeAgo time={seenAt} />
          </p>
        )}
      </div>
    </div>
  );
}

function countsOf({ questions, running, refusals, failures }: SlackBotState) {
  return [
    ['questions', questions],
    ['running', running],
    ['refusals', refusals],
    ['failures', failures],
  ] as const;
}

function BotTest({ overview: { testRequestedAt, state }, nowMs }: { readonly overview: SlackOverview; readonly nowMs: number }) {
  const words = useSlackWords().bot;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const ask = useMutation({
    mutationFn: () => client.call(routes.testSlack, {}),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.slackOverview }),
  });
  const { isOpen, isLate, isRunning } = progressOf(testRequestedAt, state?.test?.at ?? null, nowMs);
  return (
    <div className="flex flex-col items-start gap-3">
      <Button disabled={ask.isPending || isRunning} onClick={() => ask.mutate()}>
        {isRunning ? words.testing : words.test}
      </Button>
      {ask.error !== null && <FailureNote error={ask.error} />}
      {isLate && (
        <p role="alert" className="text-ui text-danger">
          {words.noResult}
        </p>
      )}
      {!isOpen && <TestResult state={state} />}
    </div>
  );
}

/** Whether a test that was asked for is still awaited, and for too long. */
function progressOf(requestedAt: string | null, doneAt: string | null, nowMs: number) {
  const isOpen = requestedAt !== null && (doneAt === null || doneAt < requestedAt);
  const isLate = isOpen && nowMs - Date.parse(requestedAt) > testWaitMs;
  return { isOpen, isLate, isRunning: isOpen && !isLate };
}

function TestResult({ state }: { readonly state: SlackBotState | null }) {
  const words = useSlackWords().bot;
  if (state === null || state.test === null) return null;
  const { test, teams } = state;
  return (
    <div role="status" className="flex flex-col gap-2">
      <p className="text-small text-faint">
        {words.tested} <TimeAgo time={test.at} />
      </p>
      <ul className="flex flex-col gap-1.5">
        {test.checks.map((check) => (
          <CheckLine
            key={`${check.check} ${check.teamId ?? ''}`}
            check={check}
            team={teams.find(({ teamId }) => teamId === check.teamId)?.name ?? check.teamId}
          />
        ))}
      </ul>
    </div>
  );
}

function CheckLine({ check: { check, isOk, finding }, team }: { readonly check: SlackCheck; readonly team: string | null }) {
  const words = useSlackWords().bot;
  const Icon = isOk ? CircleCheck : CircleX;
  return (
    <li className="flex gap-2.5 text-ui">
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', isOk ? 'text-accent' : 'text-danger')} />
      <span className="min-w-0 break-words">
        {words.checks[check]}
        {team !== null && <span className="text-soft"> · {team}</span>}
        <span className="text-small text-faint"> · {isOk ? words.passed : words.failed}</span>
        {finding !== null && <span className="block text-small text-soft">{check === 'scopes' ? words.missing(finding) : finding}</span>}
      </span>
    </li>
  );
}
