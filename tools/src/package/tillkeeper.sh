#!/bin/sh
# Starts every command of Tillkeeper with the runtime beside it.
# An agent that is told to end before Java is there has nothing to end: no failure. Java's own answer follows the exec below.
[ "${1:-}" != agent ] || trap 'exit 0' TERM
here=$(dirname -- "$(readlink -f -- "$0")")

fail() {
  printf 'tillkeeper: %s\n' "$1" >&2
  exit 2
}

# Names of files are UTF-8, whatever the locale: Java would write another one than SQLite. The language stays as it was asked for.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
  *)
    LANG=${LC_ALL:-${LANG:-C}} LC_CTYPE=C.UTF-8
    export LANG LC_CTYPE
    unset LC_ALL
    ;;
esac

# The machine's own terminal, unless this folder holds another.
installed=/etc/tillkeeper/agent.yaml
if [ -z "${TILLKEEPER_CONFIG:-}" ] && [ ! -e agent.yaml ] && [ -d /etc/tillkeeper ] && [ "$here" = /usr/lib/tillkeeper ]; then
  TILLKEEPER_CONFIG=$installed
  export TILLKEEPER_CONFIG
fi
if [ "${TILLKEEPER_CONFIG:-}" = "$installed" ] && [ ! -x /etc/tillkeeper ]; then
  case ${1:-help} in
    help | decode | verify | --help) ;;
    *) fail "/etc/tillkeeper is not yours to read: run this with sudo, or as the user tillkeeper" ;;
  esac
fi

# Root is not the agent: what root would write beside the ledger, the agent could not read. Only setup writes for it, and hands over.
as=
if [ "${TILLKEEPER_CONFIG:-}" = "$installed" ] || [ "${2:-} ${3:-}" = "--config $installed" ]; then
  if [ "${1:-}" != setup ] && [ -e "$installed" ] && [ "$(id -u)" = 0 ]; then
    as='setpriv --reuid tillkeeper --regid tillkeeper --clear-groups'
  fi
fi

export TILLKEEPER_PACKAGED="$here"
set -- org.tillkeeper.tools.Tillkeeper "$@"
if [ "${2:-}" = agent ]; then
  set -- "@$here/agent.options" -cp "$here/tillkeeper.jar" "$@"
  # Its memory holds keys and cards, so a crash leaves no picture of it; what it writes is its owner's.
  ulimit -c 0
  umask 077
else
  memory=128m
  # A statement of 100,000 lines of which none matches is held, and told, as a whole.
  [ "${2:-}" = reconcile ] && memory=768m
  set -- -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Xmx$memory" -cp "$here/tillkeeper.jar" "$@"
fi

# Made on this machine by class-data.
[ ! -e "$here/tillkeeper.jsa" ] || set -- "-XX:SharedArchiveFile=$here/tillkeeper.jsa" "$@"

# shellcheck disable=SC2086 # the variables hold several words, divided by spaces
exec $as "$here/runtime/bin/java" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr \
  "-Djava.library.path=$here/natives" "-Dorg.sqlite.lib.path=$here/natives" ${TILLKEEPER_JAVA_OPTS:-} "$@"
