#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""proc.py cpu|rss PID: CPU seconds, or resident MB, of a process and its children."""
import os
import sys

TICKS = os.sysconf("SC_CLK_TCK")


def stat(pid):
    with open(f"/proc/{pid}/stat") as file:
        text = file.read()
    return text[text.rindex(")") + 2:].split()


def tree(root):
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                children.setdefault(int(stat(name)[1]), []).append(int(name))
            except OSError:
                pass
    found, left = [], [root]
    while left:
        pid = left.pop()
        found.append(pid)
        left += children.get(pid, [])
    return found


def main():
    what, root = sys.argv[1], int(sys.argv[2])
    total = 0.0
    for pid in tree(root):
        try:
            fields = stat(pid)
        except OSError:
            continue
        if what == "cpu":
            # Those of children that have ended count too.
            total += sum(int(field) for field in fields[11:15]) / TICKS
        else:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    print(round(total, 2))


main()
