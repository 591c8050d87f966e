#!/usr/bin/env python3
"""A wire that takes its time, for kernels without netem.

Joins a tun device here with one in another network namespace, and holds every packet for so many milliseconds. Nothing
is lost or reordered. Runs until it is ended.

usage: delay-line.py NAMESPACE_FILE LOCAL_DEVICE REMOTE_DEVICE MILLISECONDS
"""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
CLONE_NEWNET = 0x40000000
PACKETS_AT_ONCE = 64


def open_tun(name):
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


def enter_namespace(file):
    libc = ctypes.CDLL(None, use_errno=True)
    with open(file) as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def take(descriptor, queue, due):
    for _ in range(PACKETS_AT_ONCE):
        try:
            queue.append((due, os.read(descriptor, 2048)))
        except BlockingIOError:
            return


def deliver(queue, descriptor, now):
    while queue and queue[0][0] <= now:
        try:
            os.write(descriptor, queue.popleft()[1])
        except OSError:
            # A device that is not up yet takes nothing.
            pass


def main(namespace_file, local_device, remote_device, milliseconds):
    delay = float(milliseconds) / 1000
    local = open_tun(local_device)
    enter_namespace(namespace_file)
    remote = open_tun(remote_device)
    print("ready", flush=True)
    there, back = collections.deque(), collections.deque()
    while True:
        now = time.monotonic()
        deliver(there, remote, now)
        deliver(back, local, now)
        dues = [queue[0][0] for queue in (there, back) if queue]
        wait = max(0, min(dues) - now) if dues else None
        readable, _, _ = select.select([local, remote], [], [], wait)
        due = time.monotonic() + delay
        if local in readable:
            take(local, there, due)
        if remote in readable:
            take(remote, back, due)


main(*sys.argv[1:])
