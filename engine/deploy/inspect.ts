import { z } from 'zod';
import { fail } from '../../protocol/contract/problem.ts';
import type { Host } from '../ssh/host.ts';

const addressesSchema = z.array(
  z.object({
    ifname: z.string(),
    address: z.string().optional(),
    addr_info: z.array(z.object({ family: z.string(), local: z.string().optional(), prefixlen: z.int() })),
  }),
);

export interface HostInterface {
  name: string;
  mac: string | null;
  /** IPv4 addresses with prefix. */
  addresses: string[];
  /** IPv6 addresses with prefix, link-local ones included. */
  ipv6: string[];
}

export interface HostFacts {
  machineId: string;
  distribution: string;
  kernel: string;
  /** `uname -m`. */
  machine: string;
  /** Of its programs: a 64-bit kernel may carry 32-bit ones. Null where getconf(1) does not say. */
  bits: number | null;
  /** Name of PID 1's program, or empty. */
  init: string;
  /** e.g. "2.36"; empty where the C library is not glibc. */
  glibc: string;
  /** In the file system that will hold the agent, bytes. Null where df(1) does not say. */
  freeBytes: number | null;
  /** In that of the configurations, bytes. Null where df(1) does not say. */
  etcFreeBytes: number | null;
  interfaces: HostInterface[];
}

/** Prints one `key=value` a line, then the addresses as JSON. Fixed text: nothing of a user's goes in. */
const script = `
. /etc/os-release 2>/dev/null
echo "distribution=$PRETTY_NAME"
echo "machineId=$(cat /etc/machine-id 2>/dev/null)"
echo "kernel=$(uname -r)"
echo "machine=$(uname -m)"
echo "bits=$(getconf LONG_BIT 2>/dev/null)"
echo "init=$([ -d /run/systemd/system ] && echo systemd || cat /proc/1/comm)"
echo "glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')"
folder=/opt; [ -d /opt ] || folder=/
echo "freeKb=$(df -Pk "$folder" | awk 'NR==2 {print $4}')"
echo "etcFreeKb=$(df -Pk /etc | awk 'NR==2 {print $4}')"
echo "addresses=$(ip -j addr 2>/dev/null)"
`;

/** What must be known of a host before anything is put there. */
export async function inspectHost(host: Host): Promise<HostFacts> {
  const lines = (await host.check(['sh', '-c', script], { name: 'inspect the host' })).split('\n');
  const value = (key: string) =>
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .trim() ?? '';
  const [init, glibc] = [value('init'), value('glibc')];
  const interfaces = parseAddresses(value('addresses'));
  // Where init or C library do not fit, that is the reason to name; busybox has another ip(8) as well.
  if (interfaces === null && init === 'systemd' && glibc !== '') {
    const detail = '“ip -j addr” does not answer in JSON (iproute2 4.10 or newer)';
    throw fail('host.unsupported', { host: host.address, detail });
  }
  return {
    machineId: value('machineId'),
    distribution: value('distribution') || 'unknown',
    kernel: value('kernel'),
    machine: value('machine'),
    bits: Number(value('bits')) || null,
    init,
    glibc,
    freeBytes: bytesOf(value('freeKb')),
    etcFreeBytes: bytesOf(value('etcFreeKb')),
    interfaces: interfaces ?? [],
  };
}

const bytesOf = (kilobytes: string) => (/^\d+$/.test(kilobytes) ? Number(kilobytes) * 1024 : null);

function parseAddresses(json: string): HostInterface[] | null {
  try {
    return addressesSchema.parse(JSON.parse(json)).map((entry) => {
      const of = (family: string) =>
        entry.addr_info
          .filter((info) => info.family === family && info.local)
          .map((info) => `${info.local}/${info.prefixlen}`);
      return {
        name: entry.ifname,
        mac: entry.address ?? null,
        addresses: of('inet'),
        ipv6: of('inet6'),
      };
    });
  } catch {
    return null;
  }
}
