# The forms a package has. Read by tools/package.

finished() { # finished FILE KILOBYTES-INSTALLED
  within "installed, without the class-data archive" "$2" 45
  within "to download" "$(($(stat -c %s -- "$1") / 1024))" 25
  printf '%s\n' "$1"
}

packed() { # packed FOLDER PATH...: as a tar, the same bytes each time
  tar --create --sort=name --format=gnu --owner=0 --group=0 --numeric-owner -C "$@"
}

documents() { # documents FOLDER
  cp -- "$parts/debian/README.md" "$parts/debian/copyright" "$1"
  gzip -9nc "$root/CHANGELOG.md" >"$1/changelog.gz"
}

make_tar() {
  local name=tillkeeper-$version-$arch
  mkdir -p "$work/$name"
  mv -- "$tree" "$work/top"
  rmdir -- "$work/$name"
  mv -- "$work/top" "$work/$name"
  mkdir -p "$work/$name/doc"
  documents "$work/$name/doc"
  same_time "$work/$name"
  local file=$packages/$name.tar.gz
  packed "$work" "$name" | gzip -9n >"$file"
  finished "$file" "$(kilobytes "$work/$name")"
}

# The unit differs where Netty has no natives: nobody tells systemd there, so the agent ends itself when its loop stands still.
unit() { # unit ARCH
  if [[ $1 == armhf ]]; then
    sed -e 's/^Type=notify$/Type=exec/' -e '/^NotifyAccess=/d' -e '/^WatchdogSignal=/d' -e '/^# Not SIGABRT/d' \
      -e 's/^WatchdogSec=60s$/Environment=WATCHDOG_USEC=60000000/' "$parts/tillkeeper.service"
  else
    cat -- "$parts/tillkeeper.service"
  fi
}

# As it lies on the disk of a machine that has it.
installed() { # installed FOLDER
  mkdir -p "$1"/usr/{bin,lib,share/man/man1,share/doc/tillkeeper/examples} "$1/lib/systemd/system"
  mv -- "$tree" "$1/usr/lib/tillkeeper"
  ln -s ../lib/tillkeeper/tillkeeper "$1/usr/bin/tillkeeper"
  documents "$1/usr/share/doc/tillkeeper"
  cp -- "$parts/debian/agent.yaml" "$1/usr/share/doc/tillkeeper/examples/"
  gzip -9nc "$parts/debian/tillkeeper.1" >"$1/usr/share/man/man1/tillkeeper.1.gz"
  unit "$arch" >"$1/lib/systemd/system/tillkeeper.service"
}

make_deb() {
  local top=$work/deb control=$work/deb/DEBIAN
  installed "$top"
  printf 'tillkeeper (%s) stable; urgency=medium\n\n  * See changelog.gz.\n\n -- Tillkeeper <maintainers@tillkeeper.org>  %s\n' \
    "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc >"$top/usr/share/doc/tillkeeper/changelog.Debian.gz"
  mkdir -p "$control"
  local kilobytes script
  kilobytes=$(kilobytes "$top")
  sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$(du -k --apparent-size -s "$top" | cut -f1)/" "$parts/debian/control" >"$control/control"
  for script in preinst postinst prerm postrm; do
    sed -e "s/@VERSION@/$version/g" -e "s/@LEDGER@/$(ledger_version)/g" "$parts/debian/$script" >"$control/$script"
    chmod 755 "$control/$script"
  done
  cp -- "$parts/debian/templates" "$control/"
  (cd "$top" && find usr lib -type f -printf '%P %H/%P\n' | LC_ALL=C sort | cut -d' ' -f2 | xargs -d '\n' md5sum) >"$control/md5sums"
  same_time "$top"
  local file=$packages/tillkeeper_${version}_$arch.deb
  dpkg-deb --root-owner-group -Zxz -z6 --threads-max=1 --build "$top" "$file" >"$work/dpkg-deb"
  finished "$file" "$kilobytes"
}

# The form of the ledger that this program writes: a program that knows less must not be put over it.
ledger_version() {
  grep -c '^    "[0-9]*-.*\.sql"' "$root/agent/src/main/java/org/tillkeeper/agent/ledger/Schema.java"
}
