#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""table.py RESULTS: medians of all measurements, and Gatehouse's ratio to the others, as a Markdown table."""
import statistics
import sys

values = {}
for line in open(sys.argv[1]):
    what, server, value = line.rstrip("\n").split("\t")
    values.setdefault(what, {}).setdefault(server, []).append(float(value))
print("| Work | Gatehouse | p2phttp | nginx | Gatehouse / p2phttp | Gatehouse / nginx |")
print("| --- | ---: | ---: | ---: | ---: | ---: |")
for what, servers in values.items():
    median = {server: statistics.median(numbers) for server, numbers in servers.items()}
    ours = median.get("gatehouse")

    def ratio(server):
        return f"{ours / median[server]:.2f}" if ours and median.get(server) else ""

    def shown(server):
        return f"{median[server]:g}" if server in median else ""

    print(f"| {what} | {shown('gatehouse')} | {shown('p2phttp')} | {shown('nginx')} "
          f"| {ratio('p2phttp')} | {ratio('nginx')} |")
