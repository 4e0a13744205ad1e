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
  for script in config preinst postinst prerm postrm; do
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

blob() { # blob FILE: into the image, under its digest, which is printed
  local digest
  digest=$(sha256sum <"$1" | cut -d' ' -f1)
  cp -- "$1" "$image/blobs/sha256/$digest"
  printf '%s' "$digest"
}

# An image of what the package installs and of the few libraries below it, in one layer.
make_oci() {
  local image=$work/image top=$work/top cpu=$arch variant='' diff layer config manifest size
  [[ $arch != armhf ]] || cpu=arm variant=',"variant":"v7"'
  mkdir -p "$image/blobs/sha256" "$top"/{etc/tillkeeper,tmp,var/lib/tillkeeper,proc,dev,bin,sbin,lib}
  fetched "$arch" "$work/below" libc6 libgcc-s1 libstdc++6 zlib1g busybox-static
  # In Debian's new layout the old places are links.
  rm -rf -- "$top"/{bin,sbin,lib}
  mkdir -p "$top"/usr/{bin,sbin,lib}
  for each in bin sbin lib lib64; do
    [[ ! -d $work/below/$each ]] || cp -a -- "$work/below/$each/." "$(mkdir -p "$top/usr/$each" && printf '%s' "$top/usr/$each")/"
    [[ ! -d $top/usr/$each ]] || ln -s "usr/$each" "$top/$each"
  done
  cp -a -- "$work/below/usr/lib/." "$top/usr/lib/"
  cp -a -- "$work/below/usr/bin/." "$top/usr/bin/" 2>/dev/null || true
  rm -rf -- "$top"/usr/lib/*/gconv "$top"/usr/lib/*/audit
  for each in sh cat dirname id ls readlink rm mv chmod; do
    ln -sf busybox "$top/usr/bin/$each"
  done
  printf 'root:x:0:0:root:/:/bin/sh\ntillkeeper:x:10001:10001::/var/lib/tillkeeper:/bin/sh\n' >"$top/etc/passwd"
  printf 'root:x:0:\ntillkeeper:x:10001:\n' >"$top/etc/group"
  mv -- "$tree" "$top/usr/lib/tillkeeper"
  ln -s ../lib/tillkeeper/tillkeeper "$top/usr/bin/tillkeeper"
  mkdir -p "$top/usr/share/doc/tillkeeper"
  documents "$top/usr/share/doc/tillkeeper"
  same_time "$top"
  chmod 1777 "$top/tmp"
  # The agent's state is its own; everything else is root's.
  packed "$top" --exclude ./var/lib/tillkeeper . >"$work/layer"
  tar --append --file "$work/layer" --format=gnu --owner=10001 --group=10001 --numeric-owner --mode=0700 -C "$top" ./var/lib/tillkeeper
  diff=$(sha256sum <"$work/layer" | cut -d' ' -f1)
  gzip -9n "$work/layer"
  layer=$(blob "$work/layer.gz")
  size=$(stat -c %s "$work/layer.gz")
  printf '{"created":"%s","architecture":"%s"%s,"os":"linux","config":{"User":"10001:10001","Env":["PATH=/usr/bin","LANG=C.UTF-8","HOME=/var/lib/tillkeeper"],"Entrypoint":["/usr/bin/tillkeeper"],"Cmd":["agent","--config","/etc/tillkeeper/agent.yaml"],"WorkingDir":"/var/lib/tillkeeper","Volumes":{"/etc/tillkeeper":{},"/var/lib/tillkeeper":{}},"StopSignal":"SIGTERM"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" "$cpu" "$variant" "$diff" >"$work/config"
  config=$(blob "$work/config")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%s}]}' \
    "$config" "$(stat -c %s "$work/config")" "$layer" "$size" >"$work/manifest"
  manifest=$(blob "$work/manifest")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"platform":{"architecture":"%s","os":"linux"%s},"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' \
    "$manifest" "$(stat -c %s "$work/manifest")" "$cpu" "$variant" "$version" >"$image/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$image/oci-layout"
  same_time "$image"
  local file=$packages/tillkeeper-$version-$arch.oci.tar
  packed "$image" . >"$file"
  printf '%s\n' "$file"
}
