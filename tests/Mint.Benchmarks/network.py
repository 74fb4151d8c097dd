#!/usr/bin/env python3
"""Measure the network sections of the agent alone: a firewall of 200 rules with a blocklist of 5,000 networks, and WireGuard with 50 peers.

    network.py [--rules 200] [--blocked 5000] [--peers 50] [--turns 20] [--results network.jsonl]

Runs in the container mb-mint that setup.sh started. It prints, and appends as JSON lines:

    first    from the daemon's start until it has converged, and in how many transactions of nftables
    noop     one full turn of the loop that finds nothing to do, by the daemon's own metric; CPU of all its threads per turn
    idle     CPU over 60 s with the default intervals, the watchers included
"""
import argparse
import base64
import hashlib
import json
import os
import statistics
import subprocess

import mint

HERE = os.path.dirname(os.path.abspath(__file__))
SCALE = "network"      # stands where the other cases have their scale
IDLE_SECONDS = 60


def write(path, text):
    path = f"{HERE}/out/S{SCALE}/mint/{path}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def key(name):
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()


def emit(rules, blocked, peers):
    """The config repo. No two networks touch, so that nftables can't merge any."""
    names = ["bench"] + [f"peer-{i:03d}" for i in range(peers)]
    write("mint.yaml", "version: 1\n\nsignatures:\n  policy: warn\n\nconfirm:\n  unproven: proceed # the repo is on the host, so no check from outside is there\n\nlimits:\n  delete: 100000\n  restart: 100000\n\n"
          f"networks:\n  mint0: {{ cidr: 10.90.0.0/16, hosts: [{', '.join(names)}] }}\n")
    for i, name in enumerate(names[1:]):
        write(f"hosts/{name}.yaml", f"wireguard:\n  mint0: {{ address: 10.90.1.{i + 1}, endpoint: 192.0.2.{i % 250 + 1}, public_key: \"{key(name)}\" }}\n")
    allowed = "".join(f"    rule-{i:03d}: {{ tcp: [{10000 + i}], from: [10.{100 + i // 100}.{i % 100 * 2}.0/24] }}\n" for i in range(rules))
    write("hosts/bench.yaml", "apt: { install_recommends: false }\n\nwireguard:\n  mint0: { address: 10.90.0.1 }\n\n"
          f"firewall:\n  blocklists:\n    bench: {{ file: files/bench.netset }}\n  allow:\n{allowed}")
    write("files/bench.netset", "".join(f"45.{i // 128}.{i % 128 * 2}.0/24\n" for i in range(blocked)))


def transactions(work):
    """What some work gives, and how many generations of nftables it made. The listener ends with its pipe."""
    listener = subprocess.Popen(["docker", "exec", mint.CONTAINER, "timeout", "600", "stdbuf", "-oL", "nft", "monitor"], stdout=subprocess.PIPE, text=True)
    try:
        answer = work()
    finally:
        mint.sh("pkill -xf 'nft monitor'")
    seen = sum(1 for line in listener.communicate()[0].splitlines() if line.startswith("# new generation"))
    return answer, seen


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("rules", 200), ("blocked", 5000), ("peers", 50), ("turns", 20)):
        p.add_argument(f"--{name}", type=int, default=default)
    p.add_argument("--results", default=f"{HERE}/network.jsonl")
    a = p.parse_args()
    emit(a.rules, a.blocked, a.peers)
    mint.prepare(SCALE)
    mint.sh("systemctl stop mint-agent; rm -rf /var/lib/mint-agent/*; nft delete table inet mint; ip link delete mint0")
    first, generations = transactions(lambda: mint.first(SCALE))
    noop = mint.noop(SCALE, a.turns)
    idle = mint.idle(SCALE, IDLE_SECONDS)
    rows = [dict(first, phase="first", generations=generations)] + [dict(r, phase="noop") for r in noop] + [dict(idle, phase="idle")]
    with open(a.results, "a") as f:
        for row in rows:
            f.write(json.dumps(dict(row, tool="mint-network", scale=SCALE, rules=a.rules, blocked=a.blocked, peers=a.peers)) + "\n")
    median = statistics.median(r["wall"] for r in noop) if noop else float("nan")
    print(f"first {first.get('wall', float('nan')):.2f} s in {generations} transactions · noop {1000 * median:.2f} ms · idle {idle.get('core_percent', float('nan')):.3f} % of a core")


if __name__ == "__main__":
    main()
