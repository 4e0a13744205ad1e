# The files under /usr/lib/tillkeeper: program, natives and runtime. Read by tools/package.
parts=$root/tools/src/package
suite=bookworm

say() { printf 'package: %s\n' "$1" >&2; }
fail() {
  say "$1"
  exit 1
}

needs() { # needs COMMAND PACKAGE
  command -v "$1" >/dev/null || fail "$1 is not found: install the Debian package $2"
}

same_time() { # nothing in a tree tells when it was made
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# What is run, in one jar: what the commands of a terminal refer to, and nothing else.
program() { # program TREE
  local jar newer=
  jar=$(ls "$root"/tools/target/tools-*-terminal.jar 2>/dev/null || true)
  if [[ -n $jar ]]; then
    newer=$(find "$root/pom.xml" "$root"/{iso8583-spec,agent,tools}/{pom.xml,src/main} -newer "$jar" -print -quit)
  fi
  if [[ -z $jar || -n $newer ]]; then
    needs mvn maven
    say 'building ...'
    (cd "$root" && mvn -q -B -Ppackages -Dmaven.test.skip=true -Dtillkeeper.onWarning=-nowarn package) >"$work/maven" 2>&1 </dev/null || {
      cat -- "$work/maven" >&2
      fail 'the build failed, see above'
    }
    jar=$(ls "$root"/tools/target/tools-*-terminal.jar)
    # The sources may have been touched by the build.
    touch -- "$jar"
  fi
  mkdir -p "$1/natives"
  cp -- "$jar" "$1/tillkeeper.jar"
  cp -- "$root/tools/agent.options" "$1/"
  cp -- "$parts/classes" "$1/"
  install -m 755 "$parts/tillkeeper.sh" "$1/tillkeeper"
  install -m 755 "$parts/class-data.sh" "$1/class-data"
}

# Of each library the one native that this architecture can run, beside the jar: nothing is unpacked when it starts.
natives() { # natives ARCH TREE
  local sqlite epoll
  case $1 in
    amd64) sqlite=x86_64 epoll=x86_64 ;;
    arm64) sqlite=aarch64 epoll=aarch_64 ;;
    armhf) sqlite=armv7 epoll= ;; # Netty has none: the JDK's selectors do
  esac
  unzip -q -j -o "$root"/tools/target/lib/sqlite-jdbc-*.jar "org/sqlite/native/Linux/$sqlite/libsqlitejdbc.so" -d "$2/natives"
  if [[ -n $epoll ]]; then
    unzip -q -j -o "$root"/tools/target/lib/netty-transport-native-epoll-*-linux-$epoll.jar 'META-INF/native/*.so' -d "$2/natives"
  fi
  chmod 644 "$2"/natives/*
}

# The modules of another architecture come from its Debian package, by an apt that knows that architecture alone.
jmods() { # jmods ARCH: prints where they are
  local own
  own=$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v jlink)")")")/jmods
  if [[ $1 == "$(dpkg --print-architecture)" ]]; then
    [[ -f $own/java.base.jmod ]] || fail "$own has no modules: install openjdk-17-jdk-headless"
    printf '%s' "$own"
    return
  fi
  sysroot "$1" >/dev/null
  printf '%s' "$packages/.sysroot-$1/usr/lib/jvm/java-17-openjdk-$1/jmods"
}

# What a program of another architecture needs to run here, and that architecture's JDK. Kept between builds.
sysroot() { # sysroot ARCH: prints where it is
  local folder=$packages/.sysroot-$1
  [[ -f $folder/.whole ]] || fetched "$1" "$folder" openjdk-17-jdk-headless openjdk-17-jre-headless libc6 libgcc-s1 libstdc++6 zlib1g
  printf '%s' "$folder"
}

# Debian packages of an architecture, unpacked, by an apt that knows that architecture alone and changes nothing of this machine.
fetched() { # fetched ARCH FOLDER PACKAGE...
  local target=$1 folder=$2 apt=$work/apt-$1 sources=${TILLKEEPER_APT_SOURCES:-} package archive
  shift 2
  needs apt-get apt
  rm -rf -- "$folder" "$apt"
  mkdir -p "$folder" "$apt"/{lists/partial,archives/partial,preferences.d,downloads}
  : >"$apt/status"
  if [[ -z $sources ]]; then
    sources=$apt/sources.list
    archive=$({ sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true; } | grep -m1 '/debian/*$' || true)
    archive=${archive:-http://deb.debian.org/debian}
    archive=${archive%/}
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
      "$archive" "$suite" "$archive" "$suite-updates" "$archive-security" "$suite-security" >"$sources"
  fi
  cat >"$apt/apt.conf" <<END
APT::Architecture "$target"; APT::Architectures { "$target"; }; APT::Sandbox::User "root"; Acquire::Languages "none";
Dir::State "$apt"; Dir::State::Lists "$apt/lists"; Dir::State::status "$apt/status"; Dir::Cache "$apt"; Dir::Cache::archives "$apt/archives";
Dir::Etc::sourcelist "$sources"; Dir::Etc::sourceparts "-"; Dir::Etc::preferencesparts "$apt/preferences.d";
END
  say "fetching $* of $target ..."
  if ! (cd "$apt/downloads" && export APT_CONFIG=$apt/apt.conf && apt-get -q update && apt-get -q download "$@") >"$apt/log" 2>&1; then
    cat -- "$apt/log" >&2
    fail "$* of $target cannot be fetched: apt needs an archive of Debian $suite that has $target (TILLKEEPER_APT_SOURCES names a sources.list of your own)"
  fi
  for package in "$apt"/downloads/*.deb; do
    dpkg-deb -x "$package" "$folder"
  done
  rm -rf -- "$apt"
  touch -- "$folder/.whole"
}

# What of the modules nothing on a terminal can reach. SQLite's driver needs the types of XML and none of the parsers: of each of
# their packages one class stays, since a module has to have the packages that it names. Of the old character sets jPOS asks
# for one EBCDIC; GBK and GB 18030 are elsewhere, in java.base.
unreached() { # unreached JMODS
  { unzip -l "$1/java.xml.jmod" 2>/dev/null || true; } | awk '
    $4 ~ "^classes/(com/sun|jdk/xml)/" {
      name = substr($4, 9); folder = name; sub("/[^/]*$", "", folder)
      if (!(folder in least) || $1 + 0 < size[folder]) {
        if (folder in least) print "/java.xml/" least[folder]
        least[folder] = name; size[folder] = $1 + 0
      } else print "/java.xml/" name
    }'
  printf '%s\n' 'regex:/jdk[.]charsets/sun/nio/cs/ext/(?!ExtendedCharsets|IBM1047|AbstractCharsetProvider).*'
}

# The runtime: the modules that the classes refer to, as jdeps sees it, must all be in the list or be named as left out.
runtime() { # runtime ARCH TREE
  local mods found module listed left
  mods=$(jmods "$1")
  found=$(jdeps --multi-release base --ignore-missing-deps --print-module-deps "$2/tillkeeper.jar" 2>/dev/null | tail -1)
  listed=$(sed -n 's/^+ \([a-z.]*\).*/\1/p' "$parts/modules" | paste -sd,)
  left=$(sed -n 's/^- \([a-z.]*\).*/\1/p' "$parts/modules" | paste -sd,)
  [[ $found == *java.base* ]] || fail "jdeps finds no modules: $found"
  for module in ${found//,/ }; do
    [[ ",$listed,$left," == *",$module,"* ]] || fail "the classes refer to $module, which tools/src/package/modules does not name"
  done
  unreached "$mods" >"$work/unreached"
  jlink --module-path "$mods" --add-modules "$listed" --output "$2/runtime" \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 "--exclude-resources=@$work/unreached" >"$work/jlink" 2>&1 || {
    cat -- "$work/jlink" >&2
    fail 'jlink failed, see above'
  }
  # A terminal makes no keys and compiles nothing; the licence stands in the copyright file.
  rm -rf -- "$2"/runtime/bin/keytool "$2"/runtime/legal "$2"/runtime/lib/{jexec,jrt-fs.jar,classlist} "$2"/runtime/release
  find "$2/runtime" -type f ! -path '*/bin/*' ! -name jspawnhelper -exec chmod 644 {} +
  chmod 755 "$2/runtime/lib/jspawnhelper"
}

# Names that only a debugger reads: some megabytes of the virtual machine.
stripped() { # stripped ARCH TREE
  local strip=strip package=binutils
  if [[ $1 != "$(dpkg --print-architecture)" ]]; then
    case $1 in
      amd64) strip=x86_64-linux-gnu-strip package=binutils-x86-64-linux-gnu ;;
      arm64) strip=aarch64-linux-gnu-strip package=binutils-aarch64-linux-gnu ;;
      armhf) strip=arm-linux-gnueabihf-strip package=binutils-arm-linux-gnueabihf ;;
    esac
  fi
  needs "$strip" "$package"
  find "$2/natives" "$2/runtime" -type f \( -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper \) -exec "$strip" --strip-unneeded {} +
}

kilobytes() { # of a tree as installed, without the class-data archive
  find "$1" -type f ! -name '*.jsa' -printf '%s\n' | awk '{ n += int(($1 + 4095) / 4096) * 4 } END { print n }'
}

within() { # within WHAT KILOBYTES MEGABYTES
  local megabytes
  megabytes=$(awk -v k="$2" 'BEGIN { printf "%.1f", k * 1024 / 1000000 }')
  say "$1: $megabytes MB (at most $3)"
  awk -v m="$megabytes" -v most="$3" 'BEGIN { exit m > most }' || fail "$1 is larger than $3 MB"
}
