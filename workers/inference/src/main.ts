import { join } from 'node:path';
import { configFor, createLogger, loadConfig, runtimePaths, runUntilStopped, systemClock } from '@carrel/runtime';
import { startInferenceWorker } from './compose.ts';
import { engineEnvironment } from './engine-environment.ts';

const { data, server, models, log } = configFor('inference', loadConfig(process.env));
const paths = runtimePaths(data.dir);
const logger = createLogger({ level: log.level, process: 'inference' });

await runUntilStopped(
  async ({ supervisor }) => {
    const worker = await startInferenceWorker(
      { clock: systemClock, logger },
      {
        address: models.listen ?? { socketPath: paths.sockets.inference },
        llm: models.llm,
        embedding: models.embedding,
        modelFolders: [...models.dirs, paths.modelsDir],
        hashCachePath: join(paths.dataDir, 'model-hashes.json'),
        threads: models.threads,
        contextTokens: models.contextTokens,
        engineEnvironment: engineEnvironment(process.env),
      },
    );
    supervisor.sendReady();
    return worker;
  },
  { logger, stopTimeoutMs: server.stopTimeoutMs },
);
