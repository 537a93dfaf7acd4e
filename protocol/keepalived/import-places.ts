import type { InstancePair } from './import-router.ts';
import type { Instance, KeepalivedConf, NotifyEvent } from './model.ts';
import { type Place, placeText } from './notes.ts';

/** Where in the files a field of the imported lab comes from; its instance's line where no line says it. */
export function placeOfField(
  path: readonly PropertyKey[],
  pairs: readonly InstancePair[],
  checks: readonly Place[],
): Place | undefined {
  const [section, index, field, detail] = path;
  const [first] = pairs;
  if (section === 'virtualRouters') {
    const pair = pairs[Number(index)] ?? first;
    return pair && placeInInstance(pair[0], field, detail);
  }
  if (section === 'checks') return checks[Number(index)] ?? first?.[0].place;
  if (section === 'nodes') return first?.[index === 1 ? 1 : 0].place;
  if (section === 'advertIntervalMs') return first?.[0].advertIntervalMs?.place ?? first?.[0].place;
  return first?.[0].place;
}

function placeInInstance(
  instance: Instance,
  field: PropertyKey | undefined,
  detail: PropertyKey | undefined,
): Place {
  const { vips, excludedVips, notify } = instance;
  const lists = { vips, excludedVips };
  if (field === 'vips' || field === 'excludedVips')
    return (lists[field][Number(detail)] ?? lists[field][0])?.place ?? instance.place;
  const settings = {
    priorities: instance.priority,
    preemptDelayMs: instance.preemptDelayMs,
    authPass: instance.authPass,
    vrid: instance.vrid,
    notify: notify[detail as NotifyEvent],
  };
  return settings[field as keyof typeof settings]?.place ?? instance.place;
}

/** Every instance of the two files with its line and VRID, for people. */
export function describeInstances(confs: readonly KeepalivedConf[]): string {
  const found = confs.flatMap(({ instances }) =>
    instances.map(({ place, name, vrid }) => `${placeText(place)}: ${name} ${vrid?.value ?? 'without one'}`),
  );
  return found.length === 0 ? 'neither has a vrrp_instance' : found.join(', ');
}
