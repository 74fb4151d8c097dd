#!/usr/bin/env python3
"""Runs inside the agent's container and prints one JSON line: what bench.py can't see from without.

    inside.py configure SCALE OBSERVE_EVERY   agent.yaml; the daemon starts anew
    inside.py converge                        starts the stopped daemon; seconds until it says that it is converged
    inside.py loops COUNT                     COUNT full turns of the loop, each by the daemon's own metric, and the CPU time beside
    inside.py repair PATH                     breaks a file; seconds until the daemon has put it back
    inside.py idle SECONDS                    memory, and the CPU time of doing nothing
"""
import json
import os
import re
import subprocess
import sys
import time
import urllib.request

UNIT = "mint-agent"
METRICS = "http://127.0.0.1:9465/metrics"
TIMEOUT = 120


def sh(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def pid():
    return int(sh("systemctl", "show", "-p", "MainPID", "--value", UNIT).stdout)


def cgroup_cpu():
    """CPU seconds of the unit so far, its children included; cgroup v1 and v2."""
    for line in open(f"/proc/{pid()}/cgroup"):
        _, controllers, path = line.strip().split(":", 2)
        for root in (f"/sys/fs/cgroup/{controllers}", "/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/cpu,cpuacct"):
            usage = f"{root}{path}/cpuacct.usage"
            if "cpuacct" in controllers and path.endswith(".service") and os.path.exists(usage):
                return int(open(usage).read()) / 1e9
    return None


def threads_cpu():
    """CPU seconds of the daemon's living threads, in nanoseconds where the kernel tells (schedstat), not in ticks of 10 ms."""
    total = 0
    for task in os.listdir(f"/proc/{pid()}/task"):
        try:
            total += int(open(f"/proc/{pid()}/task/{task}/schedstat").read().split()[0])
        except FileNotFoundError:
            pass
    return total / 1e9


def ticks_cpu():
    fields = open(f"/proc/{pid()}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu():
    return dict(ticks=ticks_cpu(), threads=threads_cpu(), cgroup=cgroup_cpu())


def spent(before, after):
    """The threads' sum forgets those that ended in between; the ticks do not, but are coarse. Never less than either."""
    used = {k: None if before[k] is None or after[k] is None else after[k] - before[k] for k in before}
    return dict(used, threads=max(used["threads"], used["ticks"]))


def loop_metric():
    """Count and summed seconds of the turns that the timer caused."""
    text = urllib.request.urlopen(METRICS, timeout=5).read().decode()
    find = lambda what: re.search(rf'^mint_loop_duration_seconds_{what}\{{trigger="timer"\}} (\S+)', text, re.M)
    count, total = find("count"), find("sum")
    return (int(float(count[1])), float(total[1])) if count and total else (0, 0.0)


def memory():
    status = open(f"/proc/{pid()}/status").read()
    rollup = open(f"/proc/{pid()}/smaps_rollup").read()
    kb = lambda key, text: int(re.search(rf"^{key}:\s+(\d+)", text, re.M)[1])
    return dict(rss_mb=kb("VmRSS", status) / 1024, peak_mb=kb("VmHWM", status) / 1024, pss_mb=kb("Pss", rollup) / 1024,
                threads=kb("Threads", status))


def configure(scale, observe):
    os.makedirs("/etc/mint-agent", exist_ok=True)
    with open("/etc/mint-agent/agent.yaml", "w") as f:
        f.write(f"host: bench\nrepository:\n  url: file:///perf/mint/S{scale}.git\n  branch: main\n"
                f"poll: 60s\nobserve_every: {observe}\nsignatures:\n  policy: warn\nmetrics: 127.0.0.1:9465\n")
    return dict(rc=sh("systemctl", "restart", UNIT).returncode)


def state():
    try:
        return json.loads(sh("mint", "status", "--json").stdout).get("state", "")
    except json.JSONDecodeError:
        return "no answer"


def converge():
    began = time.monotonic()
    rc = sh("systemctl", "start", UNIT).returncode
    up = time.monotonic() - began
    while rc == 0 and state() != "converged":
        if time.monotonic() - began > TIMEOUT:
            return dict(rc=1, wall=time.monotonic() - began, state=sh("mint", "status").stdout)
        time.sleep(0.05)
    return dict(rc=rc, wall=time.monotonic() - began, up=up, agent_cpu=cgroup_cpu() or ticks_cpu(), **memory())


def loops(wanted):
    """The metric is read twice a second, so that each turn's own duration is known, not only their mean."""
    walls, began, before, last = [], time.monotonic(), None, loop_metric()
    while len(walls) < wanted:
        time.sleep(0.5)
        now = loop_metric()
        if now[0] == last[0]:
            continue
        if before is None:   # the first turn only marks where the span begins
            before, first = cpu(), now
        else:
            walls.append((now[1] - last[1]) / (now[0] - last[0]))
        last = now
        if time.monotonic() - began > TIMEOUT + 15 * wanted:
            return dict(rc=1, walls=walls)
    used = spent(before, cpu())
    return dict(rc=0, walls=walls, mean=(last[1] - first[1]) / (last[0] - first[0]), span_cpu=used, state=state(), **memory())


def repair(path):
    """Breaks the file as tamper.sh does, and waits for content and mode to be back."""
    look = lambda: (os.stat(path).st_mode & 0o7777, open(path, "rb").read())
    before, whole = cpu(), look()
    with open(path, "a") as f:
        f.write("tampered\n")
    os.chmod(path, 0o666)
    broken = time.monotonic()
    while look() != whole:
        if time.monotonic() - broken > 60:
            return dict(rc=1, wall=60.0, agent_cpu=0.0, state=state())
        time.sleep(0.002)
    wall = time.monotonic() - broken
    time.sleep(1)   # what follows the repair (the second look, the history) is its cost too
    return dict(rc=0, wall=wall, agent_cpu=spent(before, cpu())["threads"], **memory())


def idle(seconds):
    before, began = cpu(), time.monotonic()
    time.sleep(seconds)
    used, took = spent(before, cpu()), time.monotonic() - began
    return dict(rc=0, seconds=took, span_cpu=used, core_percent=100 * used["threads"] / took, state=state(), **memory())


def main():
    what, arguments = sys.argv[1], sys.argv[2:]
    answer = dict(configure=lambda: configure(*arguments), converge=converge, loops=lambda: loops(int(arguments[0])),
                  repair=lambda: repair(arguments[0]), idle=lambda: idle(float(arguments[0])))[what]()
    print(json.dumps(answer))


main()
