#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""stall.py PORT UUID KEY N SECONDS: N half-open uploads and N downloads that read nothing, held open for a while."""
import socket
import sys
import time

port, uuid, key, count, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
client = "clientuuid=00000000-0000-0000-0000-000000000001"
sockets = []
for i in range(count):
    upload = socket.create_connection(("127.0.0.1", port))
    upload.sendall((f"POST /git-annex/{uuid}/v4/put?key=WORM-s1000000--stall{i}&{client} HTTP/1.1\r\nHost: bench\r\n"
                    "X-git-annex-data-length: 1000000\r\nContent-Length: 1000000\r\n\r\n").encode() + b"x" * 1000)
    download = socket.socket()
    download.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    download.connect(("127.0.0.1", port))
    download.sendall(f"GET /git-annex/{uuid}/v4/key/{key}?{client} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
    sockets += [upload, download]
time.sleep(seconds)
