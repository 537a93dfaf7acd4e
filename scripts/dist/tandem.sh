#!/bin/sh
# tandem: the window; tandem COMMAND: the command line.
#
# The command line needs a Node, and Electron's may not be used as one (its fuse runAsNode is off). The package has the
# very Node that the agent ships with, inside the agent's archive: the first command takes it out, into a folder that is
# this user's own.
set -eu
app=$(dirname "$(readlink -f "$0")")/../..
[ $# -gt 0 ] || exec "$app/tandem-desktop"

resources=$app/resources
set -- "$resources/cli/engine/shell/cli.js" "$@"
if [ "$(id -u)" = 0 ]; then cache=/var/cache/tandem; else cache=${XDG_CACHE_HOME:-$HOME/.cache}/tandem; fi
archive=$(echo "$resources"/agent/tandem-agent-linux-x64-*.tar.gz)
node=$cache/node-$(basename "${archive##*-}" .tar.gz)
if [ ! -x "$node" ]; then
    mkdir -p -m 0700 "$cache"
    trap 'rm -f "$node.$$"' EXIT
    tar -xzOf "$archive" lib/node >"$node.$$"
    chmod 0755 "$node.$$"
    for old in "$cache"/node-*; do case $old in *.*) ;; *) rm -f "$old" ;; esac; done
    mv "$node.$$" "$node"
    trap - EXIT
fi
export TANDEM_AGENT_ARCHIVES="$resources/agent" TANDEM_TAP="$resources/tap/tandem-tap"
export TANDEM_RENDERER="$resources/cli/renderer" NODE_COMPILE_CACHE="$cache/compiled"
unset NODE_OPTIONS TANDEM_NODE
exec "$node" "$@"
