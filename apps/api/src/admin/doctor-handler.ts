import { routes } from '@carrel/contract';
import type { Clock, Mailer, RecordStore } from '@carrel/core';
import { errorCatalogue, isoTime } from '@carrel/core';
import type { Checks, ReadinessProbe } from '../health/readiness.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import type { ProcessStatus } from '../health/health-handlers.ts';
import { mailFailureCodeOf } from '../mail/mail-failure.ts';

export interface DoctorDeps {
  readonly store: RecordStore;
  readonly probe: ReadinessProbe;
  readonly listProcesses: () => readonly ProcessStatus[];
  readonly clock: Clock;
  /** Null without a mail server. */
  readonly mailer: Mailer | null;
}

export interface DoctorOptions {
  readonly isRemoteModelAllowed: boolean;
  readonly isHttps: boolean;
  readonly isLoopbackOnly: boolean;
  /** Whether links in mails lead to an address that was set, not to this machine's own. */
  readonly hasPublicUrl: boolean;
}

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly advice: string | null;
}

const adviceOfCheck: Readonly<Record<string, string>> = {
  database: 'Look at the log of the API for the cause; check that the disk has space and that the database can be reached.',
  audit: 'Look at the process "audit" and its log. Carrel gives no answers while events cannot be numbered.',
  checkpoints:
    'Look at the process "audit" and its log. The log is written but not signed; "carrel audit verify" says whether it still agrees with what was signed.',
  files: 'Free some space, or move the data folder to a larger disk.',
  index: 'The index is being built. If it stays so, look at the process "ingest" and its log.',
  indexCare:
    'Search goes on. Look at "carrel doctor --index" and at the log of "ingest" for the cause; often it is a full disk or too little memory.',
  parserSandbox:
    'Allow user namespaces for the user that Carrel runs as, or install bubblewrap; in a container, cut the ingest worker off from the network. With CARREL_PROFILE=regulated files are not read until then.',
  languageModel: 'Look at "carrel models list" for the reason. Until it runs, answers are quotations.',
  embeddingModel: 'Look at "carrel models list" for the reason. Until it runs, search is by text alone.',
};

/** `carrel doctor`: everything that an operator should know, each with what was found and what to do. */
export function createDoctorHandler(deps: DoctorDeps, options: DoctorOptions): BoundRoute {
  return handle(routes.doctor, async ({ caller }) => {
    const { checks } = await deps.probe.check();
    const findings = [
      ...readinessFindings(checks),
      ...processFindings(deps.listProcesses()),
      ...settingFindings(options),
      await mailFinding(deps, options),
      await documentFinding(deps, caller.userId),
      await ownerFinding(deps),
    ];
    return { ok: findings.every((finding) => finding.ok), checks: findings };
  });
}

function readinessFindings(checks: Checks): readonly Finding[] {
  return Object.entries(checks).map(([name, { ok, detail }]) => ({
    name,
    ok,
    found: detail,
    advice: ok ? null : (adviceOfCheck[name] ?? null),
  }));
}

function processFindings(processes: readonly ProcessStatus[]): readonly Finding[] {
  return processes.map(({ name, state, restarts, lastExit }) => {
    const ok = state === 'ready';
    const found = restarts === 0 ? state : `${state}, started again ${restarts} times, last end: ${lastExit ?? 'unknown'}`;
    return { name: `process ${name}`, ok, found, advice: ok ? null : `Look at the log of "${name}" for the reason of its last end.` };
  });
}

function settingFindings(options: DoctorOptions): readonly Finding[] {
  return [
    {
      name: 'remote models',
      ok: !options.isRemoteModelAllowed,
      found: options.isRemoteModelAllowed
        ? 'questions and passages may be sent to a server outside this network'
        : 'nothing is sent outside this network',
      advice: options.isRemoteModelAllowed ? 'Set CARREL_ALLOW_REMOTE_MODELS=0 unless this is wanted.' : null,
    },
    {
      name: 'encryption in transit',
      ok: options.isHttps || options.isLoopbackOnly,
      found: options.isHttps
        ? 'people reach Carrel by https'
        : options.isLoopbackOnly
          ? 'Carrel can be reached from this machine only'
          : 'people reach Carrel over the network without encryption',
      advice: options.isHttps || options.isLoopbackOnly ? null : 'Put a proxy with https in front and set CARREL_PUBLIC_URL.',
    },
  ];
}

const failuresMs = 24 * 60 * 60_000;

/** Asks the mail server whether it would take mail, and counts what was not sent since yesterday. */
async function mailFinding({ mailer, store, clock }: DoctorDeps, { hasPublicUrl }: DoctorOptions): Promise<Finding> {
  const name = 'mail';
  if (mailer === null) return { name, ok: true, found: 'no mail server: links are handed over by whoever made them', advice: null };
  try {
    await mailer.check();
  } catch (error) {
    const code = mailFailureCodeOf(error);
    return { name, ok: false, found: `the mail server takes no mail: ${code}`, advice: errorCatalogue[code].text };
  }
  const failed = await store.read.mail.listFailed(new Date(clock.nowMs() - failuresMs).toISOString());
  const found = `the mail server answers; ${failed.length} mails were not sent since yesterday`;
  if (!hasPublicUrl) return { name, ok: false, found, advice: 'Set CARREL_PUBLIC_URL: links in mails lead to this machine alone.' };
  const reasons = [...new Set(failed.map(({ reason }) => reason ?? 'MAIL_UNAVAILABLE'))].toSorted().join(', ');
  return { name, ok: true, found, advice: failed.length === 0 ? null : `Reasons: ${reasons}. Invitations show it, and can be sent again.` };
}

async function documentFinding(
  { store, clock }: DoctorDeps,
  userId: Parameters<RecordStore['read']['documents']['countByState']>[1][number],
): Promise<Finding> {
  const counts = await store.read.documents.countByState({}, [userId], isoTime(clock));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const failed = (counts.failed ?? 0) + (counts.quarantined ?? 0);
  // A file that nobody can read is no fault of the installation.
  return {
    name: 'documents',
    ok: true,
    found: `${total} documents, ${counts.published ?? 0} published, ${failed} failed`,
    advice: failed === 0 ? null : 'Look at "carrel documents list --state failed" for the reasons.',
  };
}

async function ownerFinding({ store }: DoctorDeps): Promise<Finding> {
  const owner = await store.read.identity.findOwner();
  const hasPassword = owner !== null && (await store.read.identity.hasPassword(owner.id));
  return {
    name: 'owner',
    ok: true,
    found: hasPassword ? 'the owner has set a password' : 'the owner has not set a password yet',
    advice: hasPassword ? null : 'Open the one-time link that "carrel up" prints and set name, e-mail address and password.',
  };
}
