import { keepalivedConf, keepalivedFolder, keepalivedUnit, keptConf } from '../../keepalived/paths.ts';
import { installCommands, packageFunctions, removePackages } from './package-scripts.ts';

/**
 * What is done on the host: plain sh, fixed text. $1 is the folder that a deploy keeps there:
 *
 *   before           enabled= and active= of the unit, before the first deploy
 *   before.conf      keepalived.conf before the first deploy, where there was one
 *   written          SHA-256 of the keepalived.conf that a deploy wrote; while it is replaced, of the old and the new
 *   vips             INTERFACE ADDRESS/PREFIX, a line each: what a killed keepalived leaves behind
 *
 * and what `package-scripts.ts` notes there.
 */

/** What uninstall brings back; known before anything is installed, since a package may enable and start its unit. */
const noteBefore = `
is_there() { [ -e "$1" ] || [ -L "$1" ]; }
note_before() {
  [ ! -e "$1/before" ] || return 0
  # A link is kept as one, wherever it leads.
  ! is_there ${keepalivedConf} || cp -pPf ${keepalivedConf} "$1/before.conf"
  {
    echo "enabled=$(systemctl is-enabled ${keepalivedUnit} 2>/dev/null || true)"
    echo "active=$(systemctl is-active ${keepalivedUnit} 2>/dev/null || true)"
  } > "$1/before.new"
  mv "$1/before.new" "$1/before"
}
`;

/**
 * A keepalived.conf of ours that somebody edited since is copied to `keepalived.conf.tandem-kept` before another takes
 * its place; an older such copy is numbered, not lost.
 */
const keepEdited = `
sum_of() { sha256sum < "$1" | cut -c1-64; }
keep_edited() {
  [ -e ${keepalivedConf} ] && [ -s "$1/written" ] || return 0
  ! grep -qx "$(sum_of ${keepalivedConf})" "$1/written" || return 0
  # An uninstall that was cut off has put back what was there before.
  ! cmp -s ${keepalivedConf} "$1/before.conf" 2>/dev/null || return 0
  [ ! -L ${keepalivedConf} ] || [ "$(readlink ${keepalivedConf})" != "$(readlink "$1/before.conf")" ] || return 0
  cp -p --backup=numbered ${keepalivedConf} ${keptConf}
}
`;

export const installScript = `
set -eu
umask 077
${packageFunctions}
${noteBefore}
mkdir -p "$1"
note_before "$1"
umask 022
${installCommands}
`;

export const confRefused = 65;

/**
 * Standard input is the new keepalived.conf; $2 the lines of `vips`; $3 those of `written`, or empty for the
 * new one's. keepalived itself has read the file before it takes the old one's place, by rename. It may hold a password: for root alone. Where a script runs as another user
 * than root, keepalived 2.2.7 ends its own test with SIGTERM (status 143); with that ignored it says what it found.
 */
export const configureScript = `
set -eu
umask 077
${noteBefore}
${keepEdited}
mkdir -p "$1" ${keepalivedFolder}
note_before "$1"
trap 'rm -f ${keepalivedConf}.new "$1"/*.new' EXIT
trap 'exit 1' HUP INT
cat > ${keepalivedConf}.new
(trap '' TERM; exec keepalived --config-test --use-file=${keepalivedConf}.new) >&2 ||
  { echo "keepalived --config-test ended with status $?" >&2; exit ${confRefused}; }
{ [ ! -e "$1/vips" ] || cat "$1/vips"; printf '%s\\n' "$2"; } | sort -u > "$1/vips.new"
mv "$1/vips.new" "$1/vips"
keep_edited "$1"
written=\${3:-$(sum_of ${keepalivedConf}.new)}
{ [ ! -e "$1/written" ] || cat "$1/written"; sum_of ${keepalivedConf}.new; } > "$1/written.new"
mv "$1/written.new" "$1/written"
mv ${keepalivedConf}.new ${keepalivedConf}
printf '%s\\n' "$written" > "$1/written.new"
mv "$1/written.new" "$1/written"
# What a roll-back has put back needs no copy.
! cmp -s ${keepalivedConf} ${keptConf} || rm -f ${keptConf}
`;

/**
 * Goes over to the file that is there, without giving up what stays the same where keepalived runs. systemd would enable
 * a SysV script of the same name as well, which nothing puts back (systemctl-sysv-compat.c, SYSTEMCTL_SKIP_SYSV).
 */
export const startScript = `
set -eu
export SYSTEMCTL_SKIP_SYSV=1
systemctl enable --quiet ${keepalivedUnit}
systemctl reset-failed ${keepalivedUnit} 2>/dev/null || true
if systemctl is-active --quiet ${keepalivedUnit}; then systemctl reload ${keepalivedUnit}
else systemctl start ${keepalivedUnit}; fi
`;

/** Everything as before the first deploy. Harmless where there was none; safe to run again. */
export const removeScript = `
set -eu
${packageFunctions}
${noteBefore}
${keepEdited}
[ -e "$1" ] || exit 0
export SYSTEMCTL_SKIP_SYSV=1
# A reboot leaves half of one.
rm -f ${keepalivedConf}.new
keep_edited "$1"
if [ -e "$1/before" ]; then
  if is_there "$1/before.conf"; then
    cp -pP "$1/before.conf" ${keepalivedConf}.new
    mv -T ${keepalivedConf}.new ${keepalivedConf}
  else rm -f ${keepalivedConf}; fi
  if grep -qx active=active "$1/before"; then
    systemctl reset-failed ${keepalivedUnit} 2>/dev/null || true
    if systemctl is-active --quiet ${keepalivedUnit}; then systemctl reload ${keepalivedUnit}
    else systemctl start ${keepalivedUnit}; fi
  else
    systemctl stop ${keepalivedUnit} 2>/dev/null || true
    systemctl reset-failed ${keepalivedUnit} 2>/dev/null || true
    [ ! -e "$1/vips" ] || while read -r interface address; do
      [ -z "$address" ] || ip addr del "$address" dev "$interface" 2>/dev/null || true
    done < "$1/vips"
  fi
  grep -qx enabled=enabled "$1/before" || systemctl disable --quiet ${keepalivedUnit} 2>/dev/null || true
fi
${removePackages}
if is_there "$1/before.conf"; then
  mkdir -p ${keepalivedFolder}
  cp -pPf "$1/before.conf" ${keepalivedConf}
fi
rm -rf "$1"
rmdir "\${1%/*}" 2>/dev/null || true
`;
