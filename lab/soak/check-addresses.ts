import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import {
  type AddressLook,
  absences,
  type Evidence,
  isParted,
  type Setting,
  settingsIn,
  stalledNs,
  TOLERANCE_NS,
  type Violation,
} from './history.ts';

/** A VIP is on a node exactly if the node advertises its virtual router. Looks are taken at quiet moments. */
export function checkAddresses(evidence: Evidence, routers: readonly string[]): Violation[] {
  return evidence.looks.flatMap((look) => routers.flatMap((router) => checkLook(evidence, look, router)));
}

function checkLook(evidence: Evidence, look: AddressLook, router: string): Violation[] {
  const { node, fromNs, toNs } = look;
  const told = evidence.settings.filter((setting) => setting.node === node && setting.router === router);
  // Also those of earlier: an address that was taken out of the configuration must not stay.
  const ever = new Set(told.flatMap(({ vips }) => vips));
  const present = [...ever].filter((vip) => look.addresses.includes(vip));
  const now = settingsIn(evidence, node, router, fromNs, toNs);
  const advertises = isAdvertising(evidence, look, router, now);
  const [current] = now;
  const here = advertises && now.length === 1 ? (current?.vips ?? []) : [];
  const tell = (what: string) => ({ atNs: fromNs, what: `${router}: ${node} ${what}` });
  const ghosts = present.filter((vip) => !advertises || (now.length === 1 && !here.includes(vip)));
  // One that stands still cannot put anything back, and one that has heard of another owner has let go.
  const isSure = absences(evidence, node, fromNs, toNs).length === 0 && isSole(evidence, look, router);
  const missing = isSure ? here.filter((vip) => !present.includes(vip)) : [];
  return [
    ...ghosts.map((vip) => tell(`has ${vip}, and ${advertises ? 'should not' : 'does not advertise'}`)),
    ...missing.map((vip) => tell(`advertises, and has no ${vip}`)),
  ];
}

/** Nobody else has advertised lately, or was not heard. */
function isSole(evidence: Evidence, { node, fromNs, toNs }: AddressLook, router: string): boolean {
  if (isParted(evidence, fromNs)) return true;
  return !evidence.sightings.some(
    (sighting) =>
      sighting.node !== node &&
      sighting.router === router &&
      sighting.atNs > fromNs - TOLERANCE_NS &&
      sighting.atNs <= toNs,
  );
}

/** Its last advert, if any, is recent, and is not its last word. */
function isAdvertising(
  evidence: Evidence,
  { node, fromNs, toNs }: AddressLook,
  router: string,
  settings: readonly Setting[],
): boolean {
  // A master that stands still has its addresses, and comes back to them.
  const standing = absences(evidence, node, fromNs, toNs).find(({ kind }) => kind === 'frozen');
  const lookedNs = standing?.fromNs ?? fromNs;
  const longest = Math.max(...settings.map(({ advertIntervalMs }) => advertIntervalMs));
  const sinceNs = lookedNs - BigInt(longest) * NS_PER_MS - TOLERANCE_NS;
  const allowedNs = sinceNs - stalledNs(evidence.stalls, sinceNs, toNs);
  const last = evidence.sightings.findLast(
    (sighting) => sighting.node === node && sighting.router === router && sighting.atNs <= toNs,
  );
  return last !== undefined && last.priority > 0 && last.atNs >= allowedNs;
}
