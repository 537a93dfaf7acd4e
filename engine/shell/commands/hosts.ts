import type { HostKey } from '../../../protocol/contract/hosts.ts';
import { type Command, exitStatus, readStream, required, UsageError } from '../command.ts';
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
  const cidr = required(context, 0, 'CIDR');
  const { options, print } = context;
  const params = options.interface === undefined ? { cidr } : { cidr, interface: options.interface };
  await readStream(context, 'discovery.scan', params, (item) => {
    if (item.type === 'host')
      print(
        item,
        [item.ip, item.mac ?? '-', item.vendor ?? '-', item.hostname ?? '-', item.ssh?.banner ?? 'no SSH']
          .map(visibleField)
          .join('\t'),
      );
    if (item.type === 'name') print(item, [item.ip, item.hostname].map(visibleField).join('\t'));
    if (item.type === 'done') print(item, `${item.hosts} hosts in ${item.elapsedMs} ms`);
    return item.type === 'done';
  });
  return exitStatus.done;
};

export const trust: Command = async (context) => {
  const [host = '', port = '22'] = required(context, 0, 'HOST[:PORT]').split(':');
  if (host === '') throw new UsageError('HOST is empty');
  const { accept, replace } = context.options;
  const target = { host, port: Number(port) };
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
