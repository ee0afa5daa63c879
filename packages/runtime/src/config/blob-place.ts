import type { Config } from './load-config.ts';

/** Where files are kept when they are not only on this machine; null: they are. In the form that `createBlobStore` takes. */
export function s3PlaceOf({ blobs, models }: Pick<Config, 'blobs' | 'models'>) {
  const { uri, s3Endpoint, s3Region, s3AccessKey, s3SecretKey, cacheBytes } = blobs;
  if (uri?.startsWith('s3:') !== true || s3AccessKey === null || s3SecretKey === null) return null;
  return {
    uri,
    endpoint: s3Endpoint,
    region: s3Region,
    credentials: { accessKey: s3AccessKey.reveal(), secretKey: s3SecretKey.reveal() },
    isOffline: models.isOffline,
    cacheBytes,
  };
}
