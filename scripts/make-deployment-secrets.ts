/** Makes the secrets of `docker-compose.yml` that are missing. Those that are there are left as they are. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'deploy', 'secrets');
// Docker mounts each file as it is, into containers of other users: all may read the files, and nobody else may enter the folder.
chmodSync(folder, 0o700);
const secret = (name: string, make: () => string): string => {
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const content = make();
  writeFileSync(path, content, { mode: 0o444 });
  process.stdout.write(`made ${name}\n`);
  return content;
};
// Letters and digits alone: they stand in addresses as they are.
const random = () => randomBytes(32).toString('hex');

const postgresPassword = secret('postgres_password', random);
secret('database_url', () => `postgres://carrel:${postgresPassword}@postgres:5432/carrel`);
const redisPassword = secret('redis_password', random);
secret('redis_url', () => `redis://:${redisPassword}@redis:6379/0`);
secret('auth_secret', random);
for (const name of ['tls_certificate', 'tls_key'])
  if (!existsSync(join(folder, name))) process.stdout.write(`still missing: ${name} (PEM), see deploy/secrets/README.md\n`);
