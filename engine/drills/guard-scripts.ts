import { drillFolder, drillUnits, noRestartFileOf, noRestartFolderOf } from '../deploy/host-paths.ts';

/**
 * The guard's scripts: plain sh, fixed text. They need neither Node nor the agent nor the network.
 *
 *   revert.sh BY   puts everything back; the first to do so is written to `reverted`
 *   lease.sh       reverts when the heartbeat's count has stood still for 4 s
 *   heartbeat      counts on for every line of its input, and answers with the host's clock
 */

/** Four missed heartbeats of a second each. */
export const leaseSeconds = 4;

const [capTimer] = drillUnits;

/** `unit` is what speaks VRRP on the host. */
export const revertScript = (unit: string) => `#!/bin/sh
# Puts back what a drill of Tandem broke on this host. Safe to run again.
rm -f ${noRestartFileOf(unit)}
rmdir ${noRestartFolderOf(unit)} 2>/dev/null
systemctl daemon-reload
status=0
if systemctl cat ${unit} >/dev/null 2>&1; then
  systemctl reset-failed ${unit} 2>/dev/null
  systemctl start ${unit}
  status=$?
fi
if [ "$status" = 0 ]; then
  [ -e ${drillFolder}/reverted ] || echo "$1" > ${drillFolder}/reverted
  systemctl stop --no-block ${capTimer} 2>/dev/null
fi
exit $status
`;

/** Counts seconds by sleeping, so that a clock that is set does not matter. */
export const leaseScript = `#!/bin/sh
last=; missed=0
while sleep 1; do
  [ -d ${drillFolder} ] && [ ! -e ${drillFolder}/reverted ] || exit 0
  now=$(cat ${drillFolder}/heartbeat)
  if [ "$now" = "$last" ]; then missed=$((missed + 1)); else missed=0; fi
  last=$now
  [ "$missed" -ge ${leaseSeconds} ] && exec /bin/sh ${drillFolder}/revert.sh lease
done
`;

export const heartbeatScript = `
count=0
while read -r line; do
  count=$((count + 1))
  echo "$count" > ${drillFolder}/heartbeat || exit 1
  date +%s%N
done
`;

/** What a person types on the host when everything else failed. */
export const byHandCommand = `sh ${drillFolder}/revert.sh by-hand; rm -rf ${drillFolder}`;
