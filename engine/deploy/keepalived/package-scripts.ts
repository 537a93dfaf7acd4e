import { keepalivedUnit } from '../../keepalived/paths.ts';

/**
 * Installing and removing packages on the host: plain sh, fixed text. $1 is the folder that a deploy keeps there:
 *
 *   packages         what installing keepalived brought along, a name a line
 *   packages.before  while it is being installed
 *   installing       locked by flock(1) while a package manager of ours works, also when nobody listens to it any more
 *   residual         packages that had been removed before, with their configuration kept (dpkg's state “rc”)
 */

/** Another apt may be at work, such as unattended-upgrades after a boot: waited for so many seconds. */
const lockSeconds = 10;

/** Nothing but the packages themselves is left behind: no downloaded archives. */
const apt = 'apt-get -y -o APT::Keep-Downloaded-Packages=false';
/** Nobody agreed to lose a package for it. */
const installs = `${apt} --no-remove install --no-install-recommends keepalived`;

/** What was installed has to go, whoever else is at work with apt just now. Seconds. */
const waits = '-o DPkg::Lock::Timeout=60';

/** A cancelled install goes on on its own: an interrupted dpkg would leave more behind than a finished one. */
const patienceSeconds = 200;

export const packageFunctions = `
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
in_state() { dpkg-query -W -f '\${db:Status-Abbrev} \${Package}\\n' | sed -n "s/^$1 *//p" | sort -u; }
list() {
  if command -v dpkg-query >/dev/null; then in_state ii
  else rpm -qa --qf '%{NAME}\\n' | sort -u; fi
}
note_packages() {
  [ -e "$1/packages.before" ] || return 0
  list | comm -13 "$1/packages.before" - > "$1/packages"
  rm -f "$1/packages.before"
}
`;

/**
 * Package managers are asked for nothing but keepalived, and for new lists only where they cannot do it with theirs.
 * Where an install was cut off, its list is finished first. A configuration that stands there already, from a keepalived
 * that was removed, must not start: the unit is masked meanwhile (systemctl(1), --runtime).
 */
export const installCommands = `
exec 9> "$1/installing"
flock 9
note_packages "$1"
list > "$1/packages.before"
systemctl mask --runtime --quiet ${keepalivedUnit} 2>/dev/null || true
trap 'systemctl unmask --runtime --quiet ${keepalivedUnit} 2>/dev/null || true; note_packages "$1"' EXIT
if command -v apt-get >/dev/null; then
  in_state rc > "$1/residual"
  # apt's own waiting (DPkg::Lock::Timeout) would not say who holds the lock.
  install() {
    for turn in ${Array.from({ length: lockSeconds }, (_, turn) => turn).join(' ')}; do
      ${installs} 2> "$1/said" && return
      grep -q 'Could not get lock' "$1/said" || return
      sleep 1
    done
    return 1
  }
  install "$1" || { ! grep -q 'Could not get lock' "$1/said" && ${apt} update && install "$1"; } ||
    { cat "$1/said" >&2; exit 1; }
elif command -v dnf >/dev/null; then dnf install -y keepalived
elif command -v yum >/dev/null; then yum install -y keepalived
else echo 'Error: no apt-get, dnf or yum' >&2; exit 1
fi
`;

/**
 * Takes off what the install brought, but for what something else has come to need since. Ends with another status than 0
 * where keepalived itself stays.
 */
export const removePackages = `
exec 9> "$1/installing"
flock -w ${patienceSeconds} 9 || { echo 'the package manager is still at work' >&2; exit 1; }
note_packages "$1"
# An install that was killed could not.
grep -qx enabled=masked-runtime "$1/before" 2>/dev/null ||
  systemctl unmask --runtime --quiet ${keepalivedUnit} 2>/dev/null || true
[ -s "$1/packages" ] && list | comm -12 "$1/packages" - > "$1/ours" || : > "$1/ours"
if [ -s "$1/ours" ]; then
  if command -v apt-get >/dev/null; then
    touch "$1/residual"
    would_go() { apt-get -s remove "$@" < /dev/null | sed -n 's/^Remv \\([^ :]*\\).*/\\1/p' | sort -u; }
    cp "$1/ours" "$1/going"
    if [ "$(would_go $(cat "$1/ours"))" != "$(cat "$1/ours")" ]; then
      # A package goes where nothing goes with it but others of these.
      while read -r name; do
        [ -n "$(would_go "$name" | comm -23 - "$1/ours")" ] || echo "$name"
      done < "$1/ours" > "$1/going"
    fi
    comm -12 "$1/going" "$1/residual" | xargs -r ${apt} ${waits} remove >&2
    comm -23 "$1/going" "$1/residual" | xargs -r ${apt} ${waits} purge >&2
  else
    xargs rpm -e < "$1/ours" >&2 || rpm -e keepalived >&2
  fi
  if list | grep -qx keepalived && grep -qx keepalived "$1/ours"; then exit 1; fi
fi
`;
