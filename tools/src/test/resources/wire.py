"""A wire between two network namespaces, with delay, loss and silence, where the kernel has no netem.

    wire.py NAMESPACE NAME ADDRESS PEER_ADDRESS

Makes the TUN device NAMEa here and NAMEb in the namespace, point to point, and carries IP packets between them. Each line on standard
input is a command: "delay MS" (one way), "loss PERCENT SEED", "silent" (every packet is lost), "pass". Prints "ready", then
"ok" after each command. Ends, and the devices with it, when standard input does.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
PACKET_MAX = 65535


def device(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def main(namespace, name, address, peer):
    here, there = name + "a", name + "b"
    fds = [device(here), device(there)]
    ip("link", "set", there, "netns", namespace)
    ip("addr", "add", address, "peer", peer, "dev", here)
    ip("link", "set", here, "up")
    ip("-n", namespace, "addr", "add", peer, "peer", address, "dev", there)
    ip("-n", namespace, "link", "set", there, "up")
    print("ready", flush=True)

    delay, loss, silent, chance = 0.0, 0.0, False, random.Random(0)
    waiting, order = [], 0
    pending = b""
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, target, packet = heapq.heappop(waiting)
            try:
                os.write(target, packet)
            except OSError:
                pass  # its device is down: lost, as on any wire
        pause = max(0.0, waiting[0][0] - now) if waiting else None
        ready, _, _ = select.select([0] + fds, [], [], pause)
        if 0 in ready:
            read = os.read(0, 4096)
            if not read:
                return
            pending += read
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                command = line.decode().split()
                if command[0] == "delay":
                    delay = float(command[1]) / 1000
                elif command[0] == "loss":
                    loss, chance = float(command[1]) / 100, random.Random(int(command[2]))
                elif command[0] in ("silent", "pass"):
                    silent = command[0] == "silent"
                else:
                    sys.exit("no such command: " + line.decode())
                print("ok", flush=True)
        for i, fd in enumerate(fds):
            if fd in ready:
                try:
                    packet = os.read(fd, PACKET_MAX)
                except OSError:
                    continue  # down
                if not silent and chance.random() >= loss:
                    order += 1
                    heapq.heappush(waiting, (time.monotonic() + delay, order, fds[1 - i], packet))


main(*sys.argv[1:])
