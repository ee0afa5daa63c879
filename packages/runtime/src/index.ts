export { createSecret } from './config/secret.ts';
export type { Secret } from './config/secret.ts';
export { loadConfig, unknownVariables } from './config/load-config.ts';
export type { Config, Environment } from './config/load-config.ts';
export { s3PlaceOf } from './config/blob-place.ts';
export { describeConfig } from './config/describe-config.ts';
export type { DescribedSetting } from './config/describe-config.ts';
export { configFor, environmentFor, processNames } from './config/process-config.ts';
export type {
  ApiConfig,
  AuditConfig,
  InferenceConfig,
  IngestConfig,
  ProcessConfig,
  ProcessName,
  SlackConfig,
} from './config/process-config.ts';
export { listSettings } from './config/settings.ts';
export { runtimePaths } from './data-folder/runtime-paths.ts';
export type { RuntimePaths, SocketName } from './data-folder/runtime-paths.ts';
export { readStartBlock, removeStartBlock, requireNoStartBlock, writeStartBlock } from './data-folder/start-block.ts';
export type { StartBlock } from './data-folder/start-block.ts';
export { prepareFolders } from './data-folder/prepare-folders.ts';
export { lockDataFolder } from './data-folder/lock-data-folder.ts';
export type { DataFolderLock } from './data-folder/lock-data-folder.ts';
export { readServerFile } from './data-folder/server-file.ts';
export type { ServerInfo } from './data-folder/server-file.ts';
export { armFaultPoint } from './faults/arm-fault-point.ts';
export { createRandomIdSource } from './ids/random-id-source.ts';
export { systemClock } from './ids/system-clock.ts';
export { runUntilStopped } from './lifecycle/run-until-stopped.ts';
export type { RunContext, Running } from './lifecycle/run-until-stopped.ts';
export { createSupervisorLink } from './lifecycle/supervisor-link.ts';
export type { SupervisorLink } from './lifecycle/supervisor-link.ts';
export type { ChildStatus, ReadyMessage } from './lifecycle/supervisor-messages.ts';
export { createLogger } from './logging/create-logger.ts';
export { createMetrics } from './metrics/create-metrics.ts';
export type { Metrics } from './metrics/create-metrics.ts';
export { createSupervisor } from './supervision/create-supervisor.ts';
export type { Supervisor } from './supervision/create-supervisor.ts';
export type { ChildDefinition } from './supervision/child-definition.ts';
