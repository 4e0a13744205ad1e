# The Android app, made without the Android SDK. Read by tools/package.
app=$root/agent/src/android
kept=$root/tools/target/packages/.android # between builds: what the app is made with, and the debug key

# R8, Android's classes and Robolectric, as Maven keeps them.
android_tools() {
  local path=$kept/class-path
  mkdir -p -- "$kept"
  if [[ ! -s $path || $app/pom.xml -nt $path || $root/pom.xml -nt $path ]]; then
    needs mvn maven
    say 'fetching what an app is made with ...'
    mvn -q -B -ntp -f "$app/pom.xml" dependency:build-classpath -DincludeScope=test "-Dmdep.outputFile=$path" >"$work/maven-tools" 2>&1 </dev/null || {
      cat -- "$work/maven-tools" >&2
      fail 'R8 and Android 8 cannot be fetched from Maven Central, see above'
    }
  fi
  tr ':' '\n' <"$path" >"$work/jars"
  r8=$(grep -m1 '/r8-[^/]*\.jar$' "$work/jars")
  android=$(grep -m1 '/android-all-[^/]*\.jar$' "$work/jars")
}

r8_() { # r8_ CLASS ARGUMENT...
  local class=$1
  shift
  java -Xmx1200m -XX:+UseSerialGC -cp "$r8" "com.android.tools.r8.$class" "$@"
}

# 1.2.3 is 1002003: a later version has a greater number, and Android refuses a smaller one over it.
version_code() {
  local major minor patch
  IFS=. read -r major minor patch _ <<<"$(sed 's/[^0-9.].*//' <<<"$version").0.0"
  printf '%d' "$((10#$major * 1000000 + 10#$minor * 1000 + 10#$patch))"
}

# The agent and its libraries, without the commands of a terminal that has a shell.
android_program() {
  program "$work/tree"
  mv -- "$work/tree/tillkeeper.jar" "$work/program.jar"
  zip -q -d "$work/program.jar" 'org/tillkeeper/tools/*' 'picocli/*' 'META-INF/MANIFEST.MF' 'META-INF/.pgp/*' 'META-INF/modules/*' 'META-INF/q2/*' \
    'org/jpos/q2/cli/*.man' 'org/jpos/ui/*.properties' LICENSEE.asc >/dev/null 2>&1 || true
}

java_home() { dirname -- "$(dirname -- "$(readlink -f -- "$(command -v javac)")")"; }

# The classes of the app, and its resources as Android reads them.
android_classes() {
  rm -rf -- "$work/app" "$work/gen"
  mkdir -p "$work/app"
  aapt2 compile --dir "$app/res" -o "$work/res.zip"
  aapt2 link -I "$android" --manifest "$app/AndroidManifest.xml" --java "$work/gen" -o "$work/resources.apk" \
    --version-code "$(version_code)" --version-name "$version" --no-version-vectors "$work/res.zip"
  # shellcheck disable=SC2046 # no path of the sources has a space
  javac --release 17 -proc:none -Xlint:all,-processing,-serial,-options,-deprecation -XDsuppressNotes -Werror -encoding UTF-8 -d "$work/app" \
    -cp "$work/program.jar:$android" $(find "$app/java" "$work/gen" -name '*.java' | LC_ALL=C sort)
  jar --create --file "$work/app.jar" --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" -C "$work/app" .
}

# The code, as Android runs it. android-all lacks most of java.*: D8 sees that in this JDK, and check_references in Android 8.
android_code() {
  r8_ D8 --release --min-api 26 --lib "$android" --lib "$(java_home)" --output "$work/code.zip" "$work/app.jar" "$work/program.jar" >"$work/d8" 2>&1 || {
    cat -- "$work/d8" >&2
    fail 'D8 failed, see above'
  }
}

android_natives() { # of each kind of processor that Android has
  local pair
  for pair in arm64-v8a:aarch64 armeabi-v7a:arm x86:x86 x86_64:x86_64; do
    mkdir -p "$1/lib/${pair%%:*}"
    unzip -q -j -o "$root"/tools/target/lib/sqlite-jdbc-*.jar "org/sqlite/native/Linux-Android/${pair##*:}/libsqlitejdbc.so" -d "$1/lib/${pair%%:*}"
  done
  find "$1/lib" -type f -exec chmod 644 {} +
}

android_unsigned() { # android_unsigned FILE
  local content=$work/content
  mkdir -p "$content"
  unzip -q "$work/resources.apk" -d "$content"
  unzip -q "$work/code.zip" -d "$content"
  # What the classes read: pages, dialects, the ledger's schema, the names of services.
  unzip -q -o "$work/program.jar" -d "$content" -x '*.class' '*/'
  cp -- "$root/LICENSE" "$content/META-INF/LICENSE"
  cp -- "$parts/debian/copyright" "$content/META-INF/COPYRIGHT" # of the libraries
  android_natives "$content"
  same_time "$content"
  (cd "$content" && {
    # The table of resources is read in place, so it lies there as it is.
    zip -q -X -D -0 "$work/unaligned.apk" AndroidManifest.xml resources.arsc
    find . -type f ! -path ./AndroidManifest.xml ! -path ./resources.arsc -printf '%P\n' | LC_ALL=C sort | zip -q -X -D -9 "$work/unaligned.apk" -@
  })
  zipalign -f -p 4 "$work/unaligned.apk" "$1"
}

# Whose key: of flags, of the environment, or one for trying out. No key is kept with the sources. Known before anything is built.
android_key() {
  given=()
  if [[ -z $keystore ]]; then
    [[ -z $alias$password_file ]] || fail '--alias and --keystore-password-file belong to a key store: name it with --keystore FILE, or TILLKEEPER_KEYSTORE in the environment'
    return
  fi
  [[ $signing == yes ]] || fail '--unsigned needs no key store: leave --keystore and TILLKEEPER_KEYSTORE away'
  [[ -f $keystore ]] || fail "--keystore: $keystore is no file; allowed is a key store of PKCS#12 or JKS"
  given=(--ks "$keystore")
  [[ -z $alias ]] || given+=(--ks-key-alias "$alias")
  # Never on a command line: every user of the machine reads those.
  if [[ -n $password_file ]]; then
    [[ -f $password_file ]] || fail "--keystore-password-file: $password_file is no file; it holds the password in one line"
    given+=(--ks-pass "file:$password_file")
  elif [[ -n ${TILLKEEPER_KEYSTORE_PASSWORD:-} ]]; then
    given+=(--ks-pass env:TILLKEEPER_KEYSTORE_PASSWORD)
  else
    fail 'the key store needs its password: --keystore-password-file FILE, or TILLKEEPER_KEYSTORE_PASSWORD in the environment'
  fi
}

# Made once for each source tree: a device takes a newer app only with the same key.
android_debug_key() {
  local debug=$kept/debug-only.p12
  if [[ ! -f $debug ]]; then
    say 'no key store is named: a key for trying out is made'
    (umask 077 && keytool -genkeypair -keystore "$debug" -storetype PKCS12 -storepass tillkeeper-debug -alias debug -keyalg RSA -keysize 3072 \
      -validity 10000 -dname 'CN=Tillkeeper debug - not for a shop' >"$work/keytool" 2>&1) || {
      cat -- "$work/keytool" >&2
      fail 'keytool failed, see above'
    }
  fi
  export TILLKEEPER_DEBUG_PASSWORD=tillkeeper-debug # it protects nothing
  given=(--ks "$debug" --ks-key-alias debug --ks-pass env:TILLKEEPER_DEBUG_PASSWORD)
}

android_signed() { # android_signed UNSIGNED FILE
  ((${#given[@]})) || android_debug_key
  apksigner sign "${given[@]}" --v1-signing-enabled false --v2-signing-enabled true --v3-signing-enabled true --v4-signing-enabled false \
    --out "$2" "$1" >"$work/apksigner" 2>&1 </dev/null || {
    cat -- "$work/apksigner" >&2
    fail 'apksigner failed, see above'
  }
}

make_apk() {
  android_key
  needs aapt2 aapt
  needs zipalign zipalign
  needs apksigner apksigner
  needs javac openjdk-17-jdk-headless
  needs keytool openjdk-17-jre-headless
  needs zip zip
  needs unzip unzip
  android_tools
  android_program
  android_classes
  android_code
  local suffix=''
  [[ -n $keystore ]] || suffix=-debug
  apk=$packages/tillkeeper-$version$suffix.apk
  if [[ $signing == no ]]; then
    apk=$packages/tillkeeper-$version-unsigned.apk
    android_unsigned "$apk"
  else
    android_unsigned "$work/unsigned.apk"
    android_signed "$work/unsigned.apk" "$apk"
    rm -f -- "$apk.idsig"
  fi
  within 'to download' "$(($(stat -c %s -- "$apk") / 1024))" 15
  printf '%s\n' "$apk"
}
