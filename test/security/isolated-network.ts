import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * A network namespace with loopback, and one way out that leads nowhere: `out0`, the end of a cable that nobody listens on,
 * with a default route and a name server behind it. Whatever tries to leave, DNS included, becomes packets on `out0`, which
 * the kernel counts.
 */
const setUp = `set -e
ip link set lo up
ip link add out0 type veth peer name out1
ip addr add 10.255.0.1/24 dev out0
echo 1 > /proc/sys/net/ipv6/conf/out0/disable_ipv6
echo 1 > /proc/sys/net/ipv6/conf/out1/disable_ipv6
ip link set out0 up
ip link set out1 up
ip route add default via 10.255.0.254 dev out0
ip neigh replace 10.255.0.254 lladdr 02:00:00:00:00:01 dev out0
resolv=$(mktemp)
echo 'nameserver 10.255.0.53' > "$resolv"
mount --bind "$resolv" /etc/resolv.conf
exec "$@"`;

const namespaceCommand = ['-rnm', 'bash', '-c', setUp, 'isolated'] as const;

/** Whether this machine lets an ordinary user make such a namespace. */
export async function canIsolateNetwork(): Promise<boolean> {
  return promisify(execFile)('unshare', [...namespaceCommand, 'true']).then(
    () => true,
    () => false,
  );
}

/** Runs a command in it; gives its standard output. */
export async function runIsolated(command: readonly string[], timeoutMs: number): Promise<string> {
  const { stdout } = await promisify(execFile)('unshare', [...namespaceCommand, ...command], {
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

/** Inside: how many packets tried to leave so far. */
export async function packetsOut(): Promise<number> {
  const line = (await readFile('/proc/self/net/dev', 'utf8')).split('\n').find((text) => text.trim().startsWith('out0:'));
  if (line === undefined) throw new Error('There is no out0: this is not the isolated namespace.');
  return Number(
    line
      .slice(line.indexOf(':') + 1)
      .trim()
      .split(/\s+/)[9],
  );
}
