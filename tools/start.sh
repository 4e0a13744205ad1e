# Finds Java and builds what has changed since the last build; read by tillkeeper and demo. Sets $root and $java, and $class_path.

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd -P)
# Apart from what `mvn verify` checks: see the profile "quick".
target=$root/tools/target/quick
jar=$target/tools-0.1.0.jar
lib=$target/lib
class_path="$jar:$lib/*"
# As old as the sources that the last good build was made of.
stamp=$target/.built

# Names of files are UTF-8, whatever the locale: Java would write another one than SQLite. The language stays as it was asked for.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
  *)
    export LANG=${LC_ALL:-${LANG:-C}} LC_CTYPE=C.UTF-8
    unset LC_ALL
    ;;
esac

fail() {
  printf 'tillkeeper: %s\n' "$1" >&2
  exit 2
}

if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java) || fail "java is not found: install a JDK, 17 or newer, or set JAVA_HOME"
fi

is_built() {
  [[ -f $stamp && -f $jar && -d $lib ]] || return 1
  local newer
  newer=$(find "$root/pom.xml" "$root"/{iso8583-spec,agent,tools}/{pom.xml,src/main} "$root/agent/src/bench" "$root/iso8583-spec/examples" -newer "$stamp" -print -quit)
  [[ -z $newer ]]
}

build() {
  command -v mvn >/dev/null || fail "mvn is not found: install Maven 3.8 or newer to build Tillkeeper"
  printf 'tillkeeper: building ...\n' >&2
  local log
  log=$(mktemp)
  mkdir -p -- "$target"
  touch -- "$stamp.new"
  # Maven lives too shortly here for the better compiler and the larger collector to pay for themselves.
  export MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"
  if ! (cd -- "$root" && mvn -q -B -Pquick package) >"$log" 2>&1 </dev/null; then
    cat -- "$log" >&2
    rm -f -- "$log"
    fail "the build failed, see above"
  fi
  rm -f -- "$log"
  mv -- "$stamp.new" "$stamp"
  [[ -f $jar && -d $lib ]] || fail "the build made no $jar"
}

if ! is_built; then
  # Two commands started at once must not build at once.
  if command -v flock >/dev/null; then
    mkdir -p -- "$target"
    exec 9>"$target/.building"
    flock 9
    is_built || build
    exec 9>&-
  else
    build
  fi
fi
