import { knownUnits, programTable } from './program-table.ts';

/** Larger configurations are cut: what stands behind is not looked at. */
const fileLimitBytes = 262_144;

const files = Object.entries(programTable).flatMap(([name, { file }]) =>
  file ? [`file ${name} ${file}`] : [],
);

/**
 * Reads a host, one `key=value` a line: plain sh, of busybox as well. Needs no root, asks for none, writes nothing.
 * Fixed text: nothing of a user's goes in.
 */
export const hostFactsScript = `
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
say() { printf '%s=%s\\n' "$1" "$2"; }
lines() { sed "s|^|$1=|"; echo; }
has() { command -v "$1" >/dev/null 2>&1; }

(
  . /etc/os-release 2>/dev/null || . /usr/lib/os-release 2>/dev/null
  say distribution "$PRETTY_NAME"
)
say hostname "$(uname -n)"
say kernel "$(uname -r)"
say machine "$(uname -m)"
say bits "$(getconf LONG_BIT 2>/dev/null)"
say uid "$(id -u)"
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null)
case $libc in glibc*) ;; *) libc=$(ldd --version 2>&1 | sed -n 's/^Version /musl /p') ;; esac
say libc "$libc"
if [ -d /run/systemd/system ]; then say init "$(systemctl --version 2>/dev/null | sed -n '1s/^\\(systemd [0-9]*\\).*/\\1/p')"
elif [ -d /run/openrc ]; then say init openrc
else say init "$(cat /proc/1/comm 2>/dev/null)"; fi

for link in /sys/class/net/*; do
  [ -e "$link/flags" ] || continue
  say link "\${link##*/} $(cat "$link/flags") $(cat "$link/carrier" 2>/dev/null || echo -) $(cat "$link/address" 2>/dev/null)"
done
ip -o addr 2>/dev/null | lines address

version() {
  program=$1; shift
  has "$1" && say "version:$program" "$("$@" 2>&1 </dev/null | sed -n '/[0-9]\\.[0-9]/{p;q;}')"
}
version nginx nginx -v
version haproxy haproxy -v
version keepalived keepalived --version
version corosync corosync -v
version pacemaker pacemakerd --version
version ucarp ucarp --help
for folder in /usr/libexec/heartbeat /usr/lib/heartbeat /usr/lib64/heartbeat; do version heartbeat "$folder/heartbeat" -V; done
for folder in /usr/lib/frr /usr/libexec/frr; do version frr "$folder/vrrpd" --version; done
if has dpkg-query; then dpkg-query -W -f '\${db:Status-Status} \${Package} \${Version}\\n' 'tomcat[0-9]*' 2>/dev/null | sed -n 's/^installed /package=/p'
elif has rpm; then rpm -q --qf 'package=%{NAME} %{VERSION}-%{RELEASE}\\n' tomcat 2>/dev/null | sed -n '/^package=/p'; fi

if [ -d /run/systemd/system ]; then
  systemctl show --property=Id,LoadState,ActiveState,UnitFileState ${knownUnits.map((unit) => `${unit}.service`).join(' ')} 2>/dev/null | lines unit
fi
for service in ${knownUnits.join(' ')}; do
  [ -d /run/openrc ] && [ -e "/etc/init.d/$service" ] || continue
  state=disabled
  for level in /etc/runlevels/*; do [ -e "$level/$service" ] && state=enabled; done
  say openrc "$service $state"
done

for process in /proc/[0-9]*; do
  read -r name 2>/dev/null < "$process/comm" || continue
  case $name in
    nginx|haproxy|keepalived|vrrpd|heartbeat|corosync|pacemakerd) say process "$name" ;;
    ucarp) say process ucarp; say ucarp "$(tr '\\0' '\\n' < "$process/cmdline" 2>/dev/null | tr '\\n' ' ')" ;;
    java) tr '\\0' '\\n' < "$process/cmdline" 2>/dev/null | grep -q '^org.apache.catalina.startup.Bootstrap$' && say process "tomcat \${process##*/}" ;;
  esac
done
if has ss; then ss -Hltnp 2>/dev/null | lines socket
elif has netstat; then (netstat -ltnp 2>/dev/null || netstat -ltn 2>/dev/null) | lines socket; fi

file() {
  if [ -r "$2" ]; then say configuration "$1 read"; head -c ${fileLimitBytes} "$2" | lines "file:$1"
  elif [ -e "$2" ] || { [ -d "\${2%/*}" ] && [ ! -x "\${2%/*}" ]; }; then say configuration "$1 unreadable"; fi
}
${files.join('\n')}
exit 0
`;
