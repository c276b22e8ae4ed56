#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""soak.py PORT UUID SECONDS: a steady mixed load, so gentle that the server is not busy; prints what went wrong."""
import hashlib
import http.client
import os
import random
import sys
import threading
import time

port, uuid, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
CLIENT = "clientuuid=00000000-0000-0000-0000-000000000001"
END = time.monotonic() + seconds
LARGE = os.urandom(1 << 20) * 64
counts, lock = {}, threading.Lock()


def counted(what):
    with lock:
        counts[what] = counts.get(what, 0) + 1


class Connection:
    def __init__(self):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, request, body=None):
        headers = {} if body is None else {"X-git-annex-data-length": str(len(body))}
        try:
            self.http.request(method, f"/git-annex/{uuid}/v4/{request}", body, headers)
            answer = self.http.getresponse()
            read = answer.read()
            counted(request.split("?")[0].split("/")[0] + f" {answer.status}")
            return read
        except (OSError, http.client.HTTPException) as e:
            counted(type(e).__name__)
            self.http.close()
            return b""


def one_key(connection, content):
    key = f"SHA256-s{len(content)}--{hashlib.sha256(content).hexdigest()}"
    connection.ask("POST", f"putoffset?key={key}&{CLIENT}")
    connection.ask("POST", f"put?key={key}&{CLIENT}", content)
    connection.ask("POST", f"checkpresent?key={key}&{CLIENT}")
    if connection.ask("GET", f"key/{key}?{CLIENT}") != content:
        counted("wrong content")
    connection.ask("POST", f"remove?key={key}&{CLIENT}")


def small(seed):
    rng = random.Random(seed)
    connection = Connection()
    while time.monotonic() < END:
        one_key(connection, rng.randbytes(rng.randrange(1, 65536)))
        time.sleep(0.4)


def large():
    connection = Connection()
    while time.monotonic() < END:
        one_key(connection, os.urandom(16) + LARGE)
        time.sleep(20)


def stalled():
    """Uploads that stop half-way, so that the server has to cut them off."""
    while time.monotonic() < END:
        held = []
        for i in range(50):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.putrequest("POST", f"/git-annex/{uuid}/v4/put?key=WORM-s9999--soak{i}&{CLIENT}")
            connection.putheader("X-git-annex-data-length", "9999")
            connection.putheader("Content-Length", "9999")
            connection.endheaders(b"x" * 5000)
            held.append(connection)
        time.sleep(30)
        for connection in held:
            connection.close()


threads = [threading.Thread(target=small, args=(i,), daemon=True) for i in range(4)]
threads += [threading.Thread(target=large, daemon=True), threading.Thread(target=stalled, daemon=True)]
for thread in threads:
    thread.start()
while time.monotonic() < END:
    time.sleep(1)
time.sleep(5)
print(" ".join(f"{what}={count}" for what, count in sorted(counts.items())))
