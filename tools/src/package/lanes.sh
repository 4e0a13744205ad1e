# What tools/package-check tries. Read by it.

published_key=0123456789ABCDEFFEDCBA9876543210 # a test vector
port= control=

acquirer_outside() { # acquirer_outside: with the books in its folder, or new ones
  mkdir -p "$work/acquirer"
  (
    umask 077
    printf '%s\n' "$published_key" >"$work/acquirer/master.key"
  )
  cat >"$work/acquirer/acquirer.yaml" <<END
listen: "127.0.0.1:0"
dialect: unionpay-pos
terminals: [{id: "00000001", merchant: "952718182217875", masterKeyFile: ./master.key, batch: "000001"}]
ledger: ./acquirer.db
control: {listen: "127.0.0.1:0"}
END
  # Built first, however long that takes.
  "$root/tools/tillkeeper" help >/dev/null 2>&1
  : >"$work/acquirer.log"
  "$root/tools/tillkeeper" acquirer --config "$work/acquirer/acquirer.yaml" >"$work/acquirer.log" 2>&1 &
  acquirer=$!
  children+=("$acquirer")
  until_ 60 'the acquirer' grep -q 'acquirer control' "$work/acquirer.log"
  port=$(sed -n 's/.*acquirer listening on [0-9.]*:\([0-9]*\).*/\1/p' "$work/acquirer.log")
  control=$(sed -n 's/.*acquirer control on [0-9.]*:\([0-9]*\).*/\1/p' "$work/acquirer.log")
  done_ "an acquirer outside listens on $port"
}

# The same sources give the same bytes.
twice_the_same() {
  local first second
  first=$(sha256sum <"$deb")
  "$root/tools/package" deb --arch "$arch" >/dev/null
  second=$(sha256sum <"$deb")
  [[ $first == "$second" ]] || fail "$deb: two builds differ"
  done_ 'built twice: the same bytes'
}

policy() {
  lintian --allow-root --fail-on error "$deb" >"$work/lintian.log" 2>&1 || fail 'lintian finds errors'
  mkdir "$work/files"
  dpkg-deb -x "$deb" "$work/files"
  systemd-analyze security --offline=true --threshold=15 "$work/files/lib/systemd/system/tillkeeper.service" >"$work/unit.log" 2>&1 ||
    fail 'the unit may do too much'
  done_ "lintian: no errors; the unit: $(grep -oE '[0-9]+\.[0-9]+ [A-Z]+' "$work/unit.log" | tail -1)"
}

# A fresh Debian: made once, and used through an overlay.
fresh_root() {
  local base=$packages/.base-$own
  if [[ ! -f $base/.whole ]]; then
    rm -rf -- "$base"
    debootstrap --variant=minbase bookworm "$base" >"$work/debootstrap.log" 2>&1 || fail 'debootstrap has failed'
    touch "$base/.whole"
  fi
  mkdir -p "$work"/{root,overlay}
  mount -t tmpfs tmpfs "$work/overlay"
  mkdir "$work"/overlay/{upper,work}
  mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/overlay/upper,workdir=$work/overlay/work" "$work/root" 2>/dev/null ||
    cp -a "$base/." "$work/root/"
  mount --rbind /proc "$work/root/proc"
  mount --rbind /dev "$work/root/dev"
  mount -t tmpfs tmpfs "$work/root/run"
  # Nothing is started while packages are installed: there is no systemd.
  done_ 'a fresh Debian'
}

inside() { # inside COMMAND...: in the fresh Debian, as its root would
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive TILLKEEPER_LANG=en \
    chroot "$work/root" "$@"
}

# As systemd would: the unit's user, its command, a socket to be told by.
start_service() {
  : >"$work/notified.log"
  python3 - "$work/root/run/notify" >"$work/notified.log" <<'END' &
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
while True:
    print(s.recv(4096).decode(), flush=True)
END
  listener=$!
  children+=("$listener")
  until_ 60 'a socket to be told by' test -S "$work/root/run/notify"
  service
  until_ 240 'READY=1' grep -q '^READY=1' "$work/notified.log"
  until_ 60 'WATCHDOG=1' grep -q '^WATCHDOG=1' "$work/notified.log"
}

service() { # the unit's command; its process is $agent
  local line
  line=$(sed -n 's/^ExecStart=//p' "$work/root/lib/systemd/system/tillkeeper.service")
  # shellcheck disable=SC2086 # the command has several words
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TILLKEEPER_LANG=en NOTIFY_SOCKET=/run/notify WATCHDOG_USEC=6000000 \
    chroot "$work/root" setpriv --reuid tillkeeper --regid tillkeeper --clear-groups --no-new-privs \
    sh -c "cd /var/lib/tillkeeper && exec $line" >"$work/agent.log" 2>&1 &
  agent=$!
  children+=("$agent")
}

stop_service() {
  kill -TERM "$agent"
  wait "$agent" || fail 'the agent did not end with 0'
  until_ 5 'STOPPING=1' grep -q '^STOPPING=1' "$work/notified.log"
  kill "$listener" 2>/dev/null || true
  rm -f "$work/root/run/notify"
}

till() { # till METHOD PATH [BODY [KEY]]: the till API
  local given=()
  [[ -z ${3:-} ]] || given=(-d "$3" -H 'Content-Type: application/json')
  [[ -z ${4:-} ]] || given+=(-H "Idempotency-Key: $4")
  { printf 'Authorization: Bearer '; cat -- "$data/api-token"; } |
    curl -sS -m 90 -H @- -X "$1" "${given[@]}" "http://127.0.0.1:8583$2"
}

member() { # member NAME: of the JSON object on standard input, whose own members come before those within
  grep -o "\"$1\":\(\"[^\"]*\"\|[a-z0-9]*\)" | head -1 | sed 's/^[^:]*://; s/"//g'
}

sale() { # sale KEY AMOUNT WAIT: prints the payment
  till POST "/v1/payments?wait=$3" \
    "{\"type\":\"sale\",\"amount\":$2,\"currency\":\"CNY\",\"qr\":{\"code\":\"62$(printf '%017d' "$2")\"}}" "$1"
}

display_of() { till GET "/v1/payments/$1" | member display; }
is_final() { [[ $(display_of "$1") =~ ^(confirmed|declined|cancelled|not-sent)$ ]]; }
is_online() { [[ $(till GET /v1/status | member signedIn) == true ]]; }

installed_fresh() {
  fresh_root
  local begun=$SECONDS version lower
  data=$work/root/var/lib/tillkeeper/data
  # The version before, as far as dpkg knows.
  dpkg-deb -R "$deb" "$work/lower"
  version=$(dpkg-deb -f "$deb" Version)
  lower=0.0.1
  sed -i "s/^Version: .*/Version: $lower/" "$work/lower/DEBIAN/control"
  sed -i "s/^ours=.*/ours=$lower/" "$work/lower/DEBIAN/preinst"
  dpkg-deb -Zgzip -z1 --root-owner-group -b "$work/lower" "$work/root/root/lower.deb" >/dev/null
  cp -- "$deb" "$work/root/root/tillkeeper.deb"

  inside dpkg -i /root/lower.deb >"$work/dpkg.log" 2>&1 || fail 'dpkg -i has failed'
  [[ $(stat -c '%a %U %G' "$work/root/var/lib/tillkeeper") == '700 '* ]] || fail '/var/lib/tillkeeper is open'

  # A mistake costs a sentence, and nothing is written.
  local code=0
  inside tillkeeper setup --terminal 1 --merchant 952718182217875 --address "127.0.0.1:$port" --key-file - --yes \
    <<<"$published_key" >"$work/mistake.log" 2>&1 || code=$?
  [[ $code == 2 ]] && grep -q 'terminal.id' "$work/mistake.log" || fail 'a wrong terminal number is not refused'
  [[ ! -e $work/root/etc/tillkeeper/agent.yaml ]] || fail 'a configuration was written although an answer was wrong'

  inside tillkeeper setup --terminal 00000001 --merchant 952718182217875 --address "127.0.0.1:$port" --tls no \
    --time-zone Asia/Shanghai --key-file - --yes <<<"$published_key" >"$work/setup.log" 2>&1 || fail 'setup finds something wrong'
  grep -q 'has signed this terminal in' "$work/setup.log" || fail 'setup says nothing of the sign-in'
  [[ $(stat -c '%a' "$work/root/etc/tillkeeper/agent.yaml") == 640 ]] || fail 'agent.yaml is open'
  [[ -z $(find "$work/root/var/lib/tillkeeper" ! -user "$(stat -c %u "$work/root/var/lib/tillkeeper")") ]] ||
    fail 'not everything is the agent'"'"'s'
  code=0
  inside tillkeeper setup --terminal 00000002 --merchant 952718182217875 --address 127.0.0.1:1 --key-file - --yes \
    <<<"$published_key" >"$work/again.log" 2>&1 || code=$?
  [[ $code == 2 ]] || fail 'setup overwrites a configuration unasked'

  start_service
  until_ 120 'sign-in' is_online
  local first
  sale first 1234 60 >"$work/first.log"
  [[ $(member display <"$work/first.log") == confirmed ]] || fail 'the first sale is not confirmed'
  first=$(member id <"$work/first.log")
  ((SECONDS - begun < 300)) || fail 'five minutes were not enough for the first sale'
  done_ "first sale $((SECONDS - begun)) s after dpkg -i"
  quiet_commands
  pictures "$first"
  stopped_early

  # One payment is open while the package is replaced.
  kill -STOP "$acquirer"
  local open
  open=$(sale second 4321 0 | member id)
  until_ 20 'a payment on its way' test "$(display_of "$open")" = pending
  stop_service
  inside dpkg -i /root/tillkeeper.deb >"$work/upgrade.log" 2>&1 || fail 'the upgrade has failed'
  code=0
  inside dpkg -i /root/lower.deb >"$work/downgrade.log" 2>&1 || code=$?
  [[ $code != 0 ]] && grep -q 'nothing was changed' "$work/downgrade.log" || fail 'a downgrade is not refused'
  [[ $(inside dpkg-query -W -f '${Version} ${Status}' tillkeeper) == "$version install ok installed" ]] ||
    fail 'the refused downgrade has left something behind'
  kill -CONT "$acquirer"
  start_service
  until_ 90 'the end of the payment that was open' is_final "$open"
  [[ $(till GET '/v1/payments?limit=10' | grep -o '"id"' | wc -l) -ge 2 ]] || fail 'a payment is lost'
  done_ "upgraded with a payment open, which is $(display_of "$open") now; a downgrade is refused"

  stop_service
  inside dpkg -r tillkeeper >"$work/remove.log" 2>&1 || fail 'dpkg -r has failed'
  [[ -s $data/ledger.db && -s $work/root/var/lib/tillkeeper/unsettled ]] || fail 'removal does not keep the ledger, or says not what is open'
  inside dpkg -P tillkeeper >"$work/purge.log" 2>&1 || fail 'dpkg -P has failed'
  [[ -s $data/ledger.db && ! -e $work/root/etc/tillkeeper ]] || fail 'a purge deletes a ledger that is not settled, or keeps the configuration'
  done_ 'removal and purge keep a ledger that is not settled'

  # Again, settled, and asked to delete.
  inside dpkg -i /root/tillkeeper.deb >"$work/dpkg.log" 2>&1 || fail 'dpkg -i has failed'
  inside tillkeeper setup --terminal 00000001 --merchant 952718182217875 --address "127.0.0.1:$port" --tls no \
    --time-zone Asia/Shanghai --yes >"$work/setup.log" 2>&1 || fail 'setup finds something wrong beside the ledger that was kept'
  start_service
  until_ 120 'sign-in' is_online
  inside tillkeeper settle --wait 60 >"$work/settle.log" 2>&1 || fail 'the batch is not settled'
  stop_service
  inside dpkg -r tillkeeper >"$work/remove.log" 2>&1 || fail 'dpkg -r has failed'
  [[ ! -e $work/root/var/lib/tillkeeper/unsettled ]] || fail 'a settled ledger counts as open'
  inside dpkg -P tillkeeper >"$work/purge.log" 2>&1 || fail 'dpkg -P has failed'
  [[ -s $data/ledger.db ]] || fail 'a purge that nobody answered deletes the ledger'
  # The purge took the configuration, without which nobody can tell whether the ledger is settled: then it is kept.
  inside dpkg -i /root/tillkeeper.deb >"$work/dpkg.log" 2>&1 || fail 'dpkg -i has failed'
  inside tillkeeper setup --terminal 00000001 --merchant 952718182217875 --address "127.0.0.1:$port" --tls no \
    --time-zone Asia/Shanghai --yes >"$work/setup.log" 2>&1 || fail 'setup finds something wrong beside the ledger that was kept'
  inside sh -c 'echo tillkeeper tillkeeper/delete-ledger boolean true | debconf-set-selections && echo set'
  inside dpkg -P tillkeeper >"$work/purge.log" 2>&1 || fail 'dpkg -P has failed'
  [[ ! -e $work/root/var/lib/tillkeeper ]] || fail 'a purge that was told to does not delete the ledger'
  done_ 'a settled ledger is deleted where that was the answer, and only there'
}

# A receipt as a picture, as the shop's owner would fetch it: by the runtime of the package, in both languages.
pictures() { # pictures PAYMENT
  local language file
  for language in zh en; do
    file=/tmp/receipt-$language.png
    inside tillkeeper receipt "$1" --lang "$language" --png "$file" >"$work/said.log" 2>"$work/noise.log" || fail "no picture of a receipt: $(cat "$work/noise.log")"
    [[ ! -s $work/noise.log && $(head -c 8 "$work/root$file" | od -An -tx1) == ' 89 50 4e 47 0d 0a 1a 0a' ]] || fail "$file is no picture"
  done
  # sudo's commands run as the agent's user, who writes in no folder of somebody else's: that is said, and where it may.
  ! inside tillkeeper receipt "$1" --png /root/receipt.png >"$work/said.log" 2>&1 || fail 'a picture was written as root'
  grep -q '/root/receipt.png.*tillkeeper.*/tmp' "$work/said.log" || fail "nobody learns why there is no picture: $(cat "$work/said.log")"
  done_ 'receipts as pictures'
}

# Told to end at any moment of its start: nothing but success for systemd, which takes Java's 143 for it, too.
stopped_early() {
  local moment code allowed
  stop_service
  allowed=$(sed -n 's/^SuccessExitStatus=//p' "$work/root/lib/systemd/system/tillkeeper.service")
  for moment in 0 0.02 0.05 0.1 0.2 0.4 0.8 1.6; do
    service
    sleep "$moment"
    kill -TERM "$agent"
    code=0
    wait "$agent" || code=$?
    [[ $code == 0 || $code == "$allowed" ]] || fail "told to end $moment s after its start the agent ends with $code"
  done
  start_service
  done_ 'stopped while it starts'
}

# A ledger and an acquirer's books as an early build has left them (2026-11-30, ledger of form 7, the published test key), killed
# after three sales with a fourth on its way, which the acquirer has booked: 2001, 2002 and 2003 fen, and 2999. Whoever comes from
# there has all of it afterwards, and the two sides agree.
older_ledger() {
  local state=$work/root/var/lib/tillkeeper id
  data=$state/data
  kill -TERM "$acquirer"
  wait "$acquirer" || true
  rm -rf -- "$work/acquirer"
  mkdir -p "$work"/{older,acquirer}
  tar -xJf "$root/tools/src/package/ledgers/form-7.tar.xz" -C "$work/older"
  mv -- "$work"/older/acquirer.db* "$work/acquirer/"
  acquirer_outside

  inside dpkg -i /root/lower.deb >"$work/dpkg.log" 2>&1 || fail 'dpkg -i has failed'
  inside tillkeeper setup --terminal 00000001 --merchant 952718182217875 --address "127.0.0.1:$port" --tls no \
    --time-zone Asia/Shanghai --key-file - --yes <<<"$published_key" >"$work/setup.log" 2>&1 || fail 'setup finds something wrong'
  mkdir -p "$data" "$state/keys"
  rm -f -- "$data"/ledger.db* "$data/witness" "$state"/keys/ledger.key*
  mv -- "$work"/older/{ledger.db,ledger.db-wal,witness} "$data/"
  mv -- "$work/older/ledger.key" "$state/keys/"
  chown -R --reference="$state" "$data" "$state/keys"
  chmod -R go= "$data" "$state/keys"

  inside dpkg -i /root/tillkeeper.deb >"$work/upgrade.log" 2>&1 || fail 'the upgrade has failed'
  start_service
  id=$(till GET '/v1/payments?limit=10' | grep -o '"id":"[^"]*","type":"sale","state":"[a-z]*","display":"[a-z]*","amount":2999' | member id)
  [[ -n $id ]] || fail 'the payment that was open in an older ledger is lost'
  until_ 120 'the end of the payment that an older version had sent' is_final "$id"
  [[ $(display_of "$id") == cancelled ]] || fail "the payment that an older version had sent is $(display_of "$id")"
  [[ $(till GET '/v1/payments?limit=10' | grep -o '"display":"confirmed","amount":200[123],' | sort -u | wc -l) == 3 ]] ||
    fail 'a payment of an older ledger is lost, or is not confirmed any more'
  # Booked and taken back there, never heard of here: the totals say whether that is so.
  inside tillkeeper settle --wait 60 >"$work/settle.log" 2>&1 || fail 'the batch of an older ledger is not settled'
  stop_service
  [[ $(od -An -j60 -N4 -tu1 -- "$data/ledger.db" | awk '{ print $4 }') == "$(sed -n 's/^form=//p' "$work/lower/DEBIAN/preinst")" ]] ||
    fail 'the ledger has another form than the package says'
  done_ "upgraded from a ledger of form 7: three sales are there, the open one is cancelled, both sides settled"
}

# No command says anything that is not for its reader.
quiet_commands() {
  local command
  for command in status 'payments' 'why 12.34' 'logs --since 1h' help 'help settle' 'report' 'doctor --json'; do
    # shellcheck disable=SC2086 # a command and its options
    inside tillkeeper $command >"$work/said.log" 2>"$work/noise.log" || true
    [[ ! -s $work/noise.log ]] || fail "tillkeeper $command says on standard error: $(head -1 "$work/noise.log")"
    [[ -s $work/said.log ]] || fail "tillkeeper $command says nothing"
    ! grep -q 'tools/tillkeeper\|WARNING\|OpenJDK' "$work/said.log" || fail "tillkeeper $command speaks of what is not there"
  done
  [[ ! -s $work/agent.log || $(grep -c 'agent listening' "$work/agent.log") == 1 ]] || true
  ! grep -q 'OpenJDK\|warning:' "$work/agent.log" || fail 'the runtime warns of something'
  done_ 'the commands say what is for their reader'
}

# ---- The image, unpacked as whoever runs containers does it, as the user that it names.

start_contained() {
  # A command and no function: what is killed is the agent itself.
  "${contained[@]}" agent --config /etc/tillkeeper/agent.yaml >>"$work/agent.log" 2>&1 &
  agent=$!
  children+=("$agent")
  until_ 180 'the agent of the image' curl -sf -o /dev/null http://127.0.0.1:8583/
  until_ 120 'sign-in' is_online
}

image_runs() {
  local version said
  version=$(sed -n 's/.*"org.opencontainers.image.ref.name":"\([^"]*\)".*/\1/p' <(tar -xOf "$image" ./index.json))
  said=$(skopeo inspect "oci-archive:$image:$version") || fail 'skopeo does not take it for an image'
  [[ $said == *"\"Os\": \"linux\""* ]] || fail "skopeo reads another image: $said"
  mkdir -p "$work/layout"
  tar -xf "$image" -C "$work/layout"
  umoci unpack --image "$work/layout:$version" "$work/bundle" >"$work/umoci.log" 2>&1 || fail 'umoci cannot unpack it'
  below=$work/bundle/rootfs data=$below/var/lib/tillkeeper/data
  grep -q '"uid": 10001' "$work/bundle/config.json" || fail 'it does not run as a user of its own'
  mount --rbind /proc "$below/proc"
  mount --rbind /dev "$below/dev"
  done_ "an image of $(($(du -sk --one-file-system "$below" | cut -f1) / 1024)) MiB"
  contained=(
    env -i PATH=/usr/bin LANG=C.UTF-8 HOME=/var/lib/tillkeeper TILLKEEPER_LANG=en
    "$(command -v chroot)" --userspec=10001:10001 "$below" /usr/bin/tillkeeper
  )
  # Where its configuration is, its own user may write; the rest of it is read alone.
  chown 10001:10001 "$below/etc/tillkeeper"
  "${contained[@]}" setup --config /etc/tillkeeper/agent.yaml --terminal 00000001 --merchant 952718182217875 --address "127.0.0.1:$port" --tls no \
    --time-zone Asia/Shanghai --key-file - --yes <<<"$published_key" >"$work/setup.log" 2>&1 || fail 'setup finds something wrong'
  [[ $(sed -n 's/^data: *//p' "$below/etc/tillkeeper/agent.yaml") == */var/lib/tillkeeper/data* ]] || fail 'its ledger would not be in its volume'
  start_contained
  a_day start_contained
}

# ---- Another architecture, under qemu-user: its runtime, its natives, the network of this machine.

start_emulated() {
  # A command and no function: what is killed is the agent itself.
  "${emulated[@]}" "@$below/usr/lib/tillkeeper/agent.options" "${tillkeeper[@]}" agent --config "$work/shop/agent.yaml" >>"$work/agent.log" 2>&1 &
  agent=$!
  children+=("$agent")
  until_ 900 'the emulated agent' curl -sf -o /dev/null http://127.0.0.1:8583/
  until_ 600 'sign-in' is_online
}

emulated_day() {
  command -v qemu-arm-static >/dev/null || fail 'qemu-arm-static is not found: install the Debian package qemu-user-static'
  below=$work/below data=$work/shop/data
  mkdir -p "$work"/{shop,tmp}
  if [[ $arch == armhf ]]; then
    # The emulator hands a file system's 64-bit places in a folder to a program of 32 bits, which cannot take them.
    mount -t tmpfs tmpfs "$work/shop"
    mount -t tmpfs tmpfs "$work/tmp"
  fi
  cp -a -- "$packages/.sysroot-$arch/." "$below/"
  rm -rf -- "$below/usr/lib/jvm"
  dpkg-deb -x "$deb" "$below"
  until_ 1 'a native of this architecture' test -s "$below/usr/lib/tillkeeper/natives/libsqlitejdbc.so"
  local cpu
  case $arch in arm64) cpu=aarch64 ;; armhf) cpu=arm ;; esac
  # As the wrapper starts it. What the Java runtime opens itself is named where it lies: qemu finds libraries alone below that root.
  emulated=(
    env TILLKEEPER_PACKAGED="$below/usr/lib/tillkeeper" TILLKEEPER_LANG=en LANG=C.UTF-8
    "qemu-$cpu-static" -L "$below" "$below/usr/lib/tillkeeper/runtime/bin/java" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr
    -Djava.library.path="$below/usr/lib/tillkeeper/natives" -Dorg.sqlite.lib.path="$below/usr/lib/tillkeeper/natives"
    -Djava.io.tmpdir="$work/tmp"
  )
  tillkeeper=(-cp "$below/usr/lib/tillkeeper/tillkeeper.jar" org.tillkeeper.tools.Tillkeeper)
  "${emulated[@]}" "${tillkeeper[@]}" setup --config "$work/shop/agent.yaml" --terminal 00000001 --merchant 952718182217875 --address "127.0.0.1:$port" --tls no \
    --time-zone Asia/Shanghai --key-file - --yes --untried <<<"$published_key" >"$work/setup.log" 2>&1 || fail 'setup has failed'
  start_emulated
  done_ "the agent runs on $arch"

  a_day start_emulated
}

# Twenty sales, a power failure while one is on its way, and a settlement.
a_day() { # a_day START: a command that starts the agent and leaves its process in $agent
  local number id settlement
  for number in $(seq 1 20); do
    id=$(sale "day-$number" "$((1000 + number))" 60 | member id)
    [[ $(display_of "$id") == confirmed ]] || fail "sale $number is $(display_of "$id")"
  done
  # Its power fails while a payment is on its way.
  kill -STOP "$acquirer"
  id=$(sale torn 5555 0 | member id)
  kill -9 "$agent"
  wait "$agent" 2>/dev/null || true
  kill -CONT "$acquirer"
  "$1"
  until_ 180 'the end of the payment that was open' is_final "$id"
  done_ "20 sales and one that was torn, which is $(display_of "$id") now"

  till POST /v1/settlements '{}' settle-1 >"$work/settlement.log"
  settlement=$(member id <"$work/settlement.log")
  settled() { till GET "/v1/settlements/$settlement" >"$work/settlement.log" && [[ $(member state <"$work/settlement.log") == ended ]]; }
  until_ 180 'the settlement' settled
  [[ $(member result <"$work/settlement.log") == balanced ]] || fail "the settlement is $(member result <"$work/settlement.log")"
  kill -TERM "$agent"
  wait "$agent" || fail 'the agent did not end with 0'
  done_ 'settled, and both sides have the same totals'
}
