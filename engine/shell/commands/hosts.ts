import type { DiscoveredHost, HostChange, HostKey } from '../../../protocol/contract/hosts.ts';
import { type Command, exitStatus, readStream, required } from '../command.ts';
import { hostAndPort } from '../host-and-port.ts';
import { onlyNetwork } from '../only-network.ts';
import { visibleField } from '../terminal.ts';

export const interfaces: Command = async ({ client, print }) => {
  const list = await client.call('interfaces.list', {});
  const text = list
    .map(({ name, addresses, mac, capture }) =>
      [
        name,
        addresses.join(' ') || '-',
        mac ?? '-',
        capture.allowed ? 'capture allowed' : capture.reason,
      ].join('\t'),
    )
    .join('\n');
  print(list, text);
  return exitStatus.done;
};

export const discover: Command = async (context) => {
  const { options, print, say } = context;
  const cidr =
    context.args[0] ?? onlyNetwork(await context.client.call('interfaces.list', {}), options.interface);
  const wanted = { cidr, wide: options.wide };
  const params = options.interface === undefined ? wanted : { ...wanted, interface: options.interface };
  const line = (...fields: string[]) => fields.map(visibleField).join('\t');
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  await readStream(context, 'discovery.scan', params, (item) => {
    if (item.type === 'host') {
      const { ip, mac, vendor, hostname, ssh, services, change } = item;
      if (change) count(change);
      const ports = services.map(({ port }) => port).join(',') || '-';
      const fields = [ip, mac ?? '-', vendor ?? '-', hostname ?? '-', ssh?.banner ?? 'no SSH', ports];
      print(item, line(...fields, ...changeWords(item)));
    }
    if (item.type === 'progress' && options.wide) say(`${item.probed} of ${item.total} addresses asked`);
    if (item.type === 'name') print(item, line(item.ip, item.hostname));
    if (item.type === 'gone') {
      count('gone');
      const { ip, mac, vendor, hostname, lastSeen } = item;
      print(item, line(ip, mac ?? '-', vendor ?? '-', hostname ?? '-', `gone, last seen ${lastSeen}`));
    }
    if (item.type === 'done') {
      const { hosts, elapsedMs, comparedWith } = item;
      const numbers = ['new', 'changed', 'gone'].map((what) => `${counts.get(what) ?? 0} ${what}`).join(', ');
      const since = comparedWith === undefined ? '' : `; since ${comparedWith}: ${numbers}`;
      print(item, `${hosts} hosts in ${elapsedMs} ms${since}`);
    }
    return item.type === 'done';
  });
  return exitStatus.done;
};

const changeText: Record<HostChange['what'], string> = {
  mac: 'was answered by',
  address: 'moved from',
  'extra-address': 'also at',
  ssh: 'SSH was',
  services: 'ports were',
};

/** What differs from the last scan, in one field; none where nothing does. */
function changeWords({ change, changes = [] }: DiscoveredHost): string[] {
  if (change === undefined || change === 'same') return [];
  const details = changes.map(({ what, before }) => `${changeText[what]} ${before ?? 'none'}`);
  return [[change, ...details].join(', ')];
}

export const trust: Command = async (context) => {
  const target = hostAndPort(required(context, 0, 'HOST[:PORT]'));
  const { accept, replace } = context.options;
  const keys =
    accept === undefined
      ? await context.client.call('trust.keys', target)
      : await context.client.call('trust.accept', { ...target, fingerprint: accept, replace });
  context.print(
    keys,
    keys
      .map((key) => [key.type, key.fingerprint, ...trustWords(key)].map(visibleField).join('\t'))
      .join('\n'),
  );
  return exitStatus.done;
};

function trustWords({ trust, known, vouchedBy, authority }: HostKey): string[] {
  const before = known === null ? [] : [`known: ${known}`];
  const place = vouchedBy === undefined ? [] : [vouchedBy];
  const ignored =
    authority === undefined ? [] : [`certificates are not looked at (@cert-authority, ${authority})`];
  return [trust, ...before, ...place, ...ignored];
}
