#!/bin/sh
# Lays the classes that a terminal loads out as memory wants them: it starts in less time, and processes share them. Java takes
# such an archive only in the place and on the kind of machine that it was made for, so it is made here, once, and weighs
# nothing in a download. Without it everything works, and starts slower.
set -e
here=$(dirname -- "$(readlink -f -- "$0")")
new=$here/tillkeeper.jsa.new
trap 'rm -f -- "$new"' EXIT
# Made by G1, since only its archives hold objects; the agent's own collector reads them as well.
"$here/runtime/bin/java" -Xshare:dump -XX:+UseG1GC -Xmx96m -Xlog:disable -Xlog:all=error:stderr \
  "-XX:SharedClassListFile=$here/classes" "-XX:SharedArchiveFile=$new" -cp "$here/tillkeeper.jar" >/dev/null
chmod 644 "$new"
mv -- "$new" "$here/tillkeeper.jsa"
