# What tools/package apk --check tries. Read by tools/package.

looked() { say "checked: $1"; }

# What Android would read of it before it installs anything.
check_form() {
  local badging
  apksigner verify --min-sdk-version 26 "$apk" >"$work/verify" 2>&1 || {
    cat -- "$work/verify" >&2
    fail 'apksigner does not verify it'
  }
  badging=$(aapt2 dump badging "$apk")
  grep -q "^package: name='org.tillkeeper.android' versionCode='$(version_code)' versionName='$version'" <<<"$badging" || fail 'it has another name or version'
  grep -q "^sdkVersion:'26'" <<<"$badging" || fail 'it asks for another Android than 8'
  grep -q "^targetSdkVersion:'28'" <<<"$badging" || fail 'it is made for another Android than 28 says'
  grep -q "^native-code: 'arm64-v8a' 'armeabi-v7a' 'x86' 'x86_64'" <<<"$badging" || fail 'a native library is missing'
  ! grep -q '^application-debuggable' <<<"$badging" || fail 'a debugger is let in'
  zipalign -c -p 4 "$apk" >/dev/null || fail 'it is not aligned'
  looked 'signed (v2, v3), aligned, Android 8 and newer, natives of four kinds of processor'
}

# Each class that the manifest names, and the agent, are in the code.
check_classes() {
  local class
  mkdir -p "$work/dex"
  unzip -q -o "$apk" 'classes*.dex' -d "$work/dex"
  dexdump "$work"/dex/*.dex 2>/dev/null | sed -n "s/^  Class descriptor  : 'L\(.*\);'$/\1/p" | tr '/' '.' | LC_ALL=C sort >"$work/classes"
  for class in $(sed -n 's/.*android:\(name\|manageSpaceActivity\)="\.\([A-Za-z]*\)".*/org.tillkeeper.android.\2/p' "$app/AndroidManifest.xml") \
    org.tillkeeper.agent.AgentProcess org.sqlite.JDBC org.jpos.iso.ISOMsg; do
    grep -qxF "$class" "$work/classes" || fail "the code has no $class"
  done
  ! grep -qE '^(org\.tillkeeper\.tools|picocli)\.' "$work/classes" || fail 'the code has commands that no device has'
  looked "$(wc -l <"$work/classes") classes in the code, all that the manifest names among them"
}

missing_from() { # missing_from SOURCE [LIBRARY...]: what it refers to and nobody has at API 26, one a line
  local source=$1 library arguments=()
  shift
  for library; do
    arguments+=(--lib "$library")
  done
  # It ends with an error where anything is missing; what, is looked at below.
  r8_ tracereferences.TraceReferences --check --lib "$work/api26.jar" "${arguments[@]}" --source "$source" >"$work/trace" 2>&1 || true
  sed -n 's/^\(Error: \)\?\(Missing .*)\)\]\?$/\2/p' "$work/trace" | LC_ALL=C sort -u
}

# Nothing may be asked of Android 8 that it has not. The public API is a jar without code, made from the list that checks the agent
# in every build. What libraries ask for and do without is in android-missing, each with its reason.
check_references() {
  local sniffer asm signature
  sniffer=$(grep -m1 '/animal-sniffer-[^/]*\.jar$' "$work/jars")
  asm=$(grep -m1 '/asm-[0-9][^/]*\.jar$' "$work/jars")
  signature=$(grep -m1 '\.signature$' "$work/jars")
  java -cp "$sniffer:$asm" "$parts/ApiJar.java" "$signature" "$android" "$work/api26.jar" >"$work/api-classes"
  (($(cat "$work/api-classes") > 4000)) || fail 'the list of the API has only few classes'
  missing_from "$work/code.zip" >"$work/missing"
  (($(wc -l <"$work/missing") > 100)) || {
    cat -- "$work/trace" >&2
    fail 'R8 finds less than is known to be missing: it has not looked'
  }
  awk -v list="$parts/android-missing" '
    BEGIN { while ((getline line < list) > 0) if (line ~ /^[^#]/) { split(line, part, " "); allowed[part[1]] = part[2]; used[part[1]] = 0 } }
    {
      owner = $2 == "class" ? $3 : $4
      if ($2 == "method") for (i = 3; i <= NF; i++) if (index($i, "(")) { owner = substr($i, 1, index($i, "(") - 1); break }
      if ($2 != "class") sub(/\.[^.]*$/, "", owner)
      from = substr($0, index($0, "(referenced from: ") + 18)
      ok = 0
      for (prefix in allowed) if (index(owner, prefix) == 1 && index(from, allowed[prefix])) { ok = 1; used[prefix] = 1 }
      if (!ok) { print "not allowed: " $0; bad = 1 }
    }
    END {
      for (prefix in used) if (!used[prefix]) { print "nothing is missing any more of: " prefix; bad = 1 }
      exit bad
    }' "$work/missing" >"$work/missing-bad" || {
    head -40 "$work/missing-bad" >&2
    fail 'the code refers to what Android 8 has not'
  }
  # The project's own code has no excuse.
  own_classes
  r8_ D8 --classfile --min-api 26 --lib "$(java_home)" --lib "$android" --classpath "$work/program.jar" --output "$work/own.jar" "$work/app.jar" "$work/own-classes.jar" >"$work/d8-own" 2>&1 || {
    cat -- "$work/d8-own" >&2
    fail 'D8 failed, see above'
  }
  missing_from "$work/own.jar" "$work/program.jar" | grep -v 'com\.android\.tools\.r8\.RecordTag' >"$work/missing-own" || true
  if [[ -s $work/missing-own ]]; then
    head -40 "$work/missing-own" >&2
    fail 'the agent or the app refers to what Android 8 has not'
  fi
  looked "references: of app and agent all are in Android 8; $(wc -l <"$work/missing") of libraries are not, each explained"
}

# The agent's classes and the words of the wire, without libraries: as compiled, and as D8 would have them on Android 8.
own_classes() {
  mkdir -p "$work/own"
  unzip -q -o "$work/program.jar" 'org/tillkeeper/*' -d "$work/own"
  jar --create --no-manifest --file "$work/own-classes.jar" -C "$work/own" .
}

jars_without() { # jars_without PATTERN: the jars of the tests, joined
  grep '\.jar$' "$work/jars" | grep -v -e '/r8-' -e "$1" | paste -sd:
}

# The shell on a JVM, in Robolectric's Android 8: with the resources and the manifest that are in the package, and a whole agent.
check_shell() {
  local classes=$work/shell sqlite jars
  sqlite=$(ls "$root"/tools/target/lib/sqlite-jdbc-*.jar)
  jars=$(jars_without nothing-is-left-out)
  mkdir -p "$classes/com/android/tools"
  # shellcheck disable=SC2046 # one word a jar
  java -cp "$(grep -e '/asm-[0-9]' -e '/asm-commons-' "$work/jars" | paste -sd:)" "$parts/NewerJar.java" "$android" "$work/newer.jar" \
    $(grep -e '/org/robolectric/' "$work/jars" | grep -v '/android-all') >"$work/newer"
  javac --release 17 -proc:none -nowarn -encoding UTF-8 -d "$classes" -cp "$work/app:$jars:$work/newer.jar:$work/program.jar" \
    $(find "$root/agent/src/androidTest/java" -name '*.java') >"$work/shell-javac" 2>&1 || {
    cat -- "$work/shell-javac" >&2
    fail 'the tests of the shell do not compile'
  }
  printf 'android_merged_manifest=%s\nandroid_resource_apk=%s\nandroid_custom_package=org.tillkeeper.android\n' \
    "$app/AndroidManifest.xml" "$work/resources.apk" >"$classes/com/android/tools/test_config.properties"
  printf 'sdk=26\n' >"$classes/robolectric.properties"
  mkdir -p "$work/tmp"
  java -Xmx900m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Djava.io.tmpdir=$work/tmp" -Drobolectric.offline=true \
    "-Drobolectric.dependency.dir=$(dirname -- "$android")" -Drobolectric.usePreinstrumentedJars=false \
    -Drobolectric.enabledSdks=26 -Drobolectric.graphicsMode=LEGACY -Drobolectric.sqliteMode=LEGACY -Drobolectric.conscryptMode=OFF \
    -cp "$classes:$work/app:$jars:$work/newer.jar:$work/program.jar:$sqlite" \
    org.junit.runner.JUnitCore $(cd "$root/agent/src/androidTest/java" && find org -name '*Test.java' | sed 's|/|.|g; s|\.java$||' | LC_ALL=C sort) \
    >"$work/shell.log" 2>&1 || {
    grep -v '^\s*at \(java\|jdk\|org.junit\|org.robolectric\)' "$work/shell.log" | tail -80 >&2
    fail 'tests of the shell have failed'
  }
  local tests
  tests=$(sed -n 's/^OK (\([0-9]*\) tests.*/\1/p' "$work/shell.log")
  # Robolectric leaves out silently what it has no Android for.
  ((tests == $(cat "$root"/agent/src/androidTest/java/org/tillkeeper/android/*.java | grep -c '^  @Test'))) || fail "only $tests tests of the shell ran"
  looked "the shell in Robolectric's Android 8: $tests tests"
}

# The agent's own tests, on its classes as D8 makes them for Android 8: no records, no strings joined by the JVM. What D8 leaves
# out or writes anew is the same in the code of the package. A JVM runs them; what Android itself does otherwise it does not show.
check_agent() {
  local tests=$root/agent/target/test-classes jars selected=() package count
  if [[ ! -d $tests/org/tillkeeper/agent/payment ]]; then
    needs mvn maven
    say 'compiling the tests of the agent ...'
    (cd "$root" && mvn -q -B -pl iso8583-spec,agent -Dtillkeeper.onWarning=-nowarn test-compile) >"$work/maven-tests" 2>&1 </dev/null || {
      cat -- "$work/maven-tests" >&2
      fail 'the build failed, see above'
    }
  fi
  jars=$(jars_without '/android-all-')
  javap -cp "$work/own.jar" org.tillkeeper.agent.payment.Payment | grep -q RecordTag || fail 'the classes are not those that D8 makes'
  # The libraries as they are in the package; of the project only what D8 has made.
  cp -- "$work/program.jar" "$work/libraries.jar"
  zip -q -d "$work/libraries.jar" 'org/tillkeeper/*.class'
  for package in payment settlement messages session keys ledger receipt words time log upkeep; do
    selected+=(--select-package "org.tillkeeper.agent.$package")
  done
  (cd "$root/agent" && java -Xmx900m -XX:+UseSerialGC -Dtillkeeper.full=false "-Djava.io.tmpdir=$work/tmp" \
    -cp "$work/own.jar:$work/libraries.jar:$tests:$(ls "$root"/tools/target/lib/sqlite-jdbc-*.jar):$jars" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=summary \
    "${selected[@]}") >"$work/agent.log" 2>&1 || {
    tail -120 "$work/agent.log" >&2
    fail 'tests of the agent have failed on its desugared classes'
  }
  count=$(sed -n 's/^\[ *\([0-9]*\) tests successful.*/\1/p' "$work/agent.log")
  ((${count:-0} > 500)) || fail "only ${count:-no} tests of the agent ran"
  looked "the agent's own tests on its desugared classes: $count"
}

check_apk() {
  needs dexdump dexdump
  check_form
  check_classes
  check_references
  check_shell
  check_agent
}
