import { join } from 'node:path';
import { describeConfig } from '@carrel/runtime';
import type { ApiProcessOptions } from './compose.ts';
import type { ApiOptions } from './create-api.ts';
import type { DetectMediaType } from './documents/receive-files.ts';
import { configuredAnswerModel } from './models/answer-model.ts';

/** First bytes of a file by which its type is told. */
export const peekBytes = 64 * 1024;
const ingestPollMs = 300;
const waitingAsksPerPerson = 3;
/** Of all people together, for each one who may have them running. A model takes them one after the other. */
const runningAsks = 16;
const waitingAsks = 64;

/** The settings of the configuration as the parts of the API take them. */
export function apiOptions(
  { config, paths, root, version, baseUrl, isLoopbackOnly, validatesResponses }: ApiProcessOptions,
  found: { readonly isHttps: boolean; readonly detectMediaType: DetectMediaType },
): ApiOptions {
  const { server, limits, models, audit, signIn, slackDoor } = config;
  return {
    version,
    baseUrl,
    doctor: {
      isRemoteModelAllowed: models.isRemoteAllowed,
      isHttps: found.isHttps,
      isLoopbackOnly,
      hasPublicUrl: server.publicUrl !== null,
    },
    publicOrigin: server.publicUrl === null ? null : new URL(server.publicUrl).origin,
    trustedProxyCount: server.trustedProxyCount,
    isSecondFactorRequired: signIn.isSecondFactorRequired,
    jsonBodyBytes: limits.jsonBodyBytes,
    limits,
    asking: {
      confirmTimeoutMs: audit.maxWaitMs,
      admission: {
        runningPerPerson: limits.runningAsksPerPerson,
        waitingPerPerson: waitingAsksPerPerson,
        running: runningAsks,
        waiting: waitingAsks,
        maxWaitMs: limits.answerQueueMs,
      },
    },
    upload: {
      detectMediaType: found.detectMediaType,
      maxFiles: limits.uploadFilesPerRequest,
      maxSizeBytes: limits.uploadSizeBytes,
      peekBytes,
    },
    siteRoot: join(root, 'apps', 'web', 'out'),
    openApiPath: join(root, 'docs', 'openapi.json'),
    ingestPollMs,
    validatesResponses,
    models: {
      folders: [...models.dirs, paths.modelsDir],
      modelsDir: paths.modelsDir,
      quarantineDir: join(paths.dataDir, 'quarantine'),
      contextTokens: models.contextTokens,
      isOffline: models.isOffline,
      configured: configuredAnswerModel(config),
    },
    slackKey: slackDoor.key?.reveal() ?? null,
    environment: [...describeConfig(config)],
    ownFolders: [paths.dataDir, paths.blobsDir, paths.indexDir],
  };
}
