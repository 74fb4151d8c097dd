"""The agent's cases: a daemon is asked and watched, where the other tools are started once per run. See inside.py."""
import json
import os
import subprocess

CONTAINER = "mb-mint"
HERE = os.path.dirname(os.path.abspath(__file__))
OFTEN = "10s"     # the shortest observe_every the agent takes: many turns in little time
DEFAULT = "5m"


def sh(script, check=False):
    r = subprocess.run(["docker", "exec", CONTAINER, "sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and r.returncode:
        raise SystemExit(f"{CONTAINER}: {script}: {r.stdout[-2000:]}")
    return r.stdout


def inside(*arguments):
    r = subprocess.run(["docker", "exec", CONTAINER, "/perf/inside.py", *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    return json.loads(r.stdout) if r.returncode == 0 else dict(rc=r.returncode)


def publish(scale):
    """The emitted config repo as a bare repository that the container sees."""
    tree, bare = f"{HERE}/out/S{scale}/mint", f"{HERE}/mint/S{scale}.git"
    fixed = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}
    script = f"""set -e
        rm -rf {bare} {tree}/.git; mkdir -p {HERE}/mint
        git init -q -b main {tree}; git -C {tree} add -A
        git -C {tree} -c user.name=bench -c user.email=bench@example.org -c commit.gpgsign=false commit -qm 'Desired state of the benchmark'
        git clone -q --bare {tree} {bare}; rm -rf {tree}/.git"""
    subprocess.run(["sh", "-c", script], check=True, env={**os.environ, **fixed})


def prepare(scale):
    publish(scale)
    sh("systemctl stop mint-agent; rm -rf /var/lib/mint-agent/*")
    inside("configure", scale, OFTEN)


def forget(scale):
    """From nothing: the daemon knows no commit and owns nothing, and what only its own emitter adds to the host is gone."""
    sh("systemctl stop mint-agent; rm -rf /var/lib/mint-agent/*; systemctl disable --now -q mint-bench-nft.service; "
       "rm -f /etc/systemd/system/mint-bench-nft.service /etc/sysctl.d/*mint*; systemctl daemon-reload")


def middle_file(scale):
    files = json.load(open(f"{HERE}/out/S{scale}/model.json"))["file"]
    return files[len(files) // 2]["path"]


def row(answer, **more):
    """As measure.c's line, with what has no meaning for a daemon at 0."""
    return dict(dict(label="mint-daemon", wall=0.0, cpu=0.0, ctr_cpu=0.0, maxrss_mb=answer.get("peak_mb", 0.0),
                     tree_mb=answer.get("pss_mb", 0.0), forks=0), **answer, **more)


def first(scale):
    answer = inside("converge")
    return row(answer, cpu=answer.get("agent_cpu", 0.0))


def drift(scale):
    answer = inside("repair", middle_file(scale))
    return row(answer, cpu=answer.get("agent_cpu", 0.0))


def noop(scale, turns):
    """One row per turn of the loop. CPU: of all the daemon's threads over the whole span, divided by its turns."""
    answer = inside("loops", turns)
    walls = answer.pop("walls", [])
    each = (answer.get("span_cpu") or {}).get("threads", 0.0) / max(len(walls), 1)
    return [row(answer, wall=w, cpu=each, turns=len(walls), quiet=answer.get("state") == "converged") for w in walls]


def idle(scale, seconds):
    """With the default intervals, as it runs on a server."""
    inside("configure", scale, DEFAULT)
    subprocess.run(["sleep", "20"], check=True)   # start and first look are over
    answer = inside("idle", seconds)
    inside("configure", scale, OFTEN)
    return row(answer, quiet=answer.get("state") == "converged")


def sizes():
    """Bytes of the two programs and of the libraries beside them."""
    names = sh("stat -c '%s %n' /usr/lib/mint-agent/*", check=True).split()
    return dict(zip((os.path.basename(n) for n in names[1::2]), map(int, names[::2])))
