#!/usr/bin/env python3
"""Emit one desired state in the native form of several configuration tools.

    gen.py [--scale 1,4,16] [--out DIR] [--packages FILE] [--only ansible,puppet,...]

The desired state ("model") is built once per scale, from constants and a fixed seed, so two runs
give the same bytes.  Every emitter is a function  emit_xxx(model, dir)  registered in EMITTERS; a
new tool is one more such function and nothing else.

Layout written, per scale S:

    DIR/S<S>/model.json             the neutral list itself (what a new emitter should read)
    DIR/S<S>/counts.json            logical resources, and what each tool counts
    DIR/S<S>/ansible/{loop,tasks}.yml + ansible.cfg
    DIR/S<S>/puppet/site.pp
    DIR/S<S>/cfengine/{main,promises-lean}.cf   the policy; a promises.cf without the framework
    DIR/S<S>/mint/                  a config repo: mint.yaml, hosts/bench.yaml
    DIR/S<S>/floor.list             for floor.c, the physical-limit check
    DIR/S<S>/{reset,verify,tamper}.sh   undo everything / check everything / break one file

Model entries (all ids are plain strings; modes are four-digit octal strings):

    directory  path owner group mode
    file       path owner group mode content
    package    name                                (chosen among those already installed)
    user       name uid home shell keys[]          (keys -> ~/.ssh 0700, authorized_keys 0600)
    service    name unit                           (unit file, enabled, running)
    cron       path content                        (/etc/cron.d, root 0644)
    sysctl     path key value content              (file, applied with `sysctl -p` when it changes)
    nft        path content                        (file, applied with `nft -f` when it changes)
"""
import argparse
import hashlib
import json
import os
import random

ROOT = "/etc/mint-bench"

# per unit of scale
COUNTS = dict(file=25, directory=10, package=8, user=3, service=3, cron=4, sysctl=1, nft=1)

OWNERS = [("root", "root", "0644")] * 6 + [("root", "www-data", "0640")] * 2 \
       + [("www-data", "www-data", "0600")] * 2
SIZES = [220, 340, 480, 600, 760, 900, 1100, 1300, 1600, 1900]   # mean 920 bytes

# namespaced, harmless keys that a container may set
SYSCTLS = [f"net.ipv4.{k}" for k in (
    "tcp_keepalive_time", "tcp_keepalive_intvl", "tcp_keepalive_probes", "tcp_fin_timeout",
    "tcp_syn_retries", "tcp_synack_retries", "tcp_retries1", "tcp_retries2", "tcp_orphan_retries",
    "ip_unprivileged_port_start", "igmp_max_memberships", "igmp_qrv", "tcp_syncookies",
    "tcp_notsent_lowat", "icmp_ratelimit", "ip_default_ttl")]
SYSCTL_VALUES = [7200, 70, 8, 55, 5, 4, 3, 14, 1, 1023, 21, 3, 1, 4194304, 900, 63]


# --------------------------------------------------------------------------- model

def text(rng, path, size):
    """Config-like text: no quotes, braces, dollars or backslashes, so that no tool must escape."""
    out = [f"# {path}: managed, do not edit"]
    n = len(out[0]) + 1
    while n < size:
        line = f"option_{rng.randrange(10**4):04d} = value-{rng.getrandbits(64):016x}"
        out.append(line)
        n += len(line) + 1
    return "\n".join(out) + "\n"


def build_model(scale, packages):
    rng = random.Random(20240 + scale)
    n = {k: v * scale for k, v in COUNTS.items()}
    m = {k: [] for k in COUNTS}
    for i in range(n["directory"]):
        owner, group, mode = OWNERS[i % 10]
        m["directory"].append(dict(path=f"{ROOT}/d{i:03d}", owner=owner, group=group,
                                   mode={"0644": "0755", "0640": "0750", "0600": "0700"}[mode]))
    for i in range(n["file"]):
        owner, group, mode = OWNERS[(i * 7) % 10]
        path = f"{ROOT}/d{i % n['directory']:03d}/f{i:04d}.conf"
        m["file"].append(dict(path=path, owner=owner, group=group, mode=mode,
                              content=text(rng, path, SIZES[i % 10])))
    m["package"] = [dict(name=p) for p in packages[:n["package"]]]
    assert len(m["package"]) == n["package"], "package list too short"
    for i in range(n["user"]):
        name = f"mint{i:02d}"
        key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + hashlib.sha256(name.encode()).hexdigest()[:43]
        m["user"].append(dict(name=name, uid=str(3000 + i), home=f"/home/{name}", shell="/bin/bash",
                              keys=[f"{key} {name}@bench", f"{key[::-1][:60]} second-{name}@bench"]))
    for i in range(n["service"]):
        name = f"mint-svc{i:02d}"
        m["service"].append(dict(name=name, unit=(
            f"[Unit]\nDescription=bench service {i}\n\n[Service]\nExecStart=/bin/sleep infinity\n"
            "Restart=always\n\n[Install]\nWantedBy=multi-user.target\n")))
    for i in range(n["cron"]):
        m["cron"].append(dict(path=f"/etc/cron.d/mint-{i:02d}", content=(
            f"# managed\nMAILTO=root\n{i % 60} {i % 24} * * * root /bin/true job-{i}\n")))
    for i in range(n["sysctl"]):
        m["sysctl"].append(dict(path=f"/etc/sysctl.d/70-mint-{i:02d}.conf", key=SYSCTLS[i],
                                value=str(SYSCTL_VALUES[i]),
                                content=f"# managed\n{SYSCTLS[i]} = {SYSCTL_VALUES[i]}\n"))
    for i in range(n["nft"]):
        t = f"mint{i:02d}"
        m["nft"].append(dict(path=f"/etc/nftables.d/{t}.nft", content=(
            f"add table inet {t}\ndelete table inet {t}\ntable inet {t} {{\n  chain input {{\n"
            f"    type filter hook input priority {i}; policy accept;\n"
            f"    tcp dport {8000 + i} counter accept\n    ct state established,related accept\n"
            "  }\n}\n")))
    return m


def plain_files(m):
    """Every managed regular file as (path, owner, group, mode, content), keys and units included."""
    for f in m["file"]:
        yield f["path"], f["owner"], f["group"], f["mode"], f["content"]
    for u in m["user"]:
        yield (u["home"] + "/.ssh/authorized_keys", u["name"], u["name"], "0600",
               "\n".join(u["keys"]) + "\n")
    for s in m["service"]:
        yield f"/etc/systemd/system/{s['name']}.service", "root", "root", "0644", s["unit"]
    for k in ("cron", "sysctl", "nft"):
        for f in m[k]:
            yield f["path"], "root", "root", "0644", f["content"]


def plain_dirs(m):
    yield ROOT, "root", "root", "0755"
    yield "/etc/nftables.d", "root", "root", "0755"
    yield "/etc/cron.d", "root", "root", "0755"
    for d in m["directory"]:
        yield d["path"], d["owner"], d["group"], d["mode"]
    for u in m["user"]:
        yield u["home"] + "/.ssh", u["name"], u["name"], "0700"


def write(path, body, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(body)
    os.chmod(path, mode)


# --------------------------------------------------------------------------- ansible

ANSIBLE_CFG = """[defaults]
inventory = localhost,
interpreter_python = /usr/bin/python3
gathering = smart
retry_files_enabled = False
localhost_warning = False
bin_ansible_callbacks = True
[connection]
pipelining = True
[ssh_connection]
pipelining = True
"""


def q(s):
    """A YAML flow scalar: JSON is valid YAML."""
    return json.dumps(s)


def ansible_play(tasks, variables=None):
    head = ("- name: bench\n  hosts: localhost\n  connection: local\n  gather_facts: true\n")
    if variables:
        head += "  vars:\n" + "".join(f"    {k}: {q(v)}\n" for k, v in variables.items())
    head += ("  handlers:\n"
             "    - name: daemon-reload\n      ansible.builtin.systemd_service:\n        daemon_reload: true\n"
             "    - name: apply sysctl\n      ansible.builtin.shell: cat /etc/sysctl.d/70-mint-*.conf | sysctl -q -p -\n"
             "    - name: apply nft\n      ansible.builtin.shell: cat /etc/nftables.d/*.nft | nft -f -\n")
    return head + "  tasks:\n" + "".join(tasks)


def task(name, module, args, loop=None, notify=None):
    out = f"    - name: {q(name)}\n      ansible.builtin.{module}:\n"
    out += "".join(f"        {k}: {q(v)}\n" for k, v in args.items())
    if loop:
        out += f"      loop: \"{{{{ {loop} }}}}\"\n      loop_control:\n        label: \"{{{{ item.{'path' if loop not in ('users', 'services') else 'name'} }}}}\"\n"
    if notify:
        out += f"      notify: {notify}\n"
    return out


def emit_ansible(m, d):
    d += "/ansible"
    write(d + "/ansible.cfg", ANSIBLE_CFG)
    units = [dict(path=f"/etc/systemd/system/{s['name']}.service", content=s["unit"]) for s in m["service"]]
    bases = [dict(path=p, owner=o, group=g, mode=mo) for p, o, g, mo in list(plain_dirs(m))[:3]]
    own = dict(owner="root", group="root", mode="0644")
    flush = "    - name: flush\n      ansible.builtin.meta: flush_handlers\n"
    I = lambda k: "{{ item." + k + " }}"
    fargs = dict(dest=I("path"), content=I("content"))
    loop = [
        task("packages", "apt", dict(name="{{ packages }}", state="present")),
        task("directories", "file", dict(path=I("path"), state="directory", owner=I("owner"),
             group=I("group"), mode=I("mode")), "directories"),
        task("users", "user", dict(name=I("name"), uid=I("uid"), home=I("home"), shell=I("shell")), "users"),
        task("ssh dirs", "file", dict(path=I("home") + "/.ssh", state="directory", owner=I("name"),
             group=I("name"), mode="0700"), "users"),
        task("authorized keys", "copy", dict(dest=I("home") + "/.ssh/authorized_keys",
             content="{{ item.keys_text }}", owner=I("name"), group=I("name"), mode="0600"), "users"),
        task("files", "copy", dict(fargs, owner=I("owner"), group=I("group"), mode=I("mode")), "files"),
        task("units", "copy", dict(fargs, **own), "units", "daemon-reload"),
        flush,
        task("services", "systemd_service", dict(name=I("name"), enabled=True, state="started"), "services"),
        task("cron", "copy", dict(fargs, **own), "crons"),
        task("sysctl", "copy", dict(fargs, **own), "sysctls", "apply sysctl"),
        task("nft", "copy", dict(fargs, **own), "nfts", "apply nft"),
    ]
    variables = dict(
        packages=[p["name"] for p in m["package"]], directories=bases + m["directory"],
        users=[dict(name=u["name"], uid=u["uid"], home=u["home"], shell=u["shell"],
                    keys_text="\n".join(u["keys"]) + "\n") for u in m["user"]],
        files=m["file"], units=units, services=[dict(name=s["name"]) for s in m["service"]],
        crons=m["cron"], sysctls=[dict(path=s["path"], content=s["content"]) for s in m["sysctl"]],
        nfts=m["nft"])
    write(d + "/loop.yml", ansible_play(loop, variables))

    one = [task("package " + p["name"], "apt", dict(name=p["name"], state="present")) for p in m["package"]]
    one += [task("dir " + x["path"], "file", dict(path=x["path"], state="directory", owner=x["owner"],
                 group=x["group"], mode=x["mode"])) for x in bases + m["directory"]]
    for u in m["user"]:
        one += [task("user " + u["name"], "user", {k: u[k] for k in ("name", "uid", "home", "shell")}),
                task("ssh dir " + u["name"], "file", dict(path=u["home"] + "/.ssh", state="directory",
                     owner=u["name"], group=u["name"], mode="0700")),
                task("keys " + u["name"], "copy", dict(dest=u["home"] + "/.ssh/authorized_keys",
                     content="\n".join(u["keys"]) + "\n", owner=u["name"], group=u["name"], mode="0600"))]
    copy = lambda x, notify=None: task("file " + x["path"], "copy", dict(
        dest=x["path"], content=x["content"], owner=x.get("owner", "root"),
        group=x.get("group", "root"), mode=x.get("mode", "0644")), notify=notify)
    one += [copy(x) for x in m["file"]] + [copy(x, "daemon-reload") for x in units] + [flush]
    one += [task("service " + s["name"], "systemd_service", dict(name=s["name"], enabled=True,
                 state="started")) for s in m["service"]]
    one += [copy(x) for x in m["cron"]] + [copy(x, "apply sysctl") for x in m["sysctl"]] \
         + [copy(x, "apply nft") for x in m["nft"]]
    write(d + "/tasks.yml", ansible_play(one))


# --------------------------------------------------------------------------- puppet

def emit_puppet(m, d):
    sq = lambda s: "'" + s.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def res(kind, title, **a):
        return f"{kind} {{ {sq(title)}:\n" + "".join(f"  {k} => {v},\n" for k, v in a.items()) + "}\n"

    def fil(p, o, g, mo, c, **kw):
        return res("file", p, ensure="file", owner=sq(o), group=sq(g), mode=sq(mo), content=sq(c), **kw)

    own = ("root", "root", "0644")
    out = ["exec { 'apply sysctl': command => '/bin/cat /etc/sysctl.d/70-mint-*.conf | /usr/sbin/sysctl -q -p -', provider => shell, refreshonly => true }\n",
           "exec { 'apply nft': command => '/bin/cat /etc/nftables.d/*.nft | /usr/sbin/nft -f -', "
           "provider => shell, refreshonly => true }\n"]
    out += ["package { [" + ", ".join(sq(p["name"]) for p in m["package"]) + "]: ensure => installed }\n"]
    for p, o, g, mo in list(plain_dirs(m))[:3]:
        out.append(res("file", p, ensure="directory", owner=sq(o), group=sq(g), mode=sq(mo)))
    for x in m["directory"]:
        out.append(res("file", x["path"], ensure="directory", owner=sq(x["owner"]),
                       group=sq(x["group"]), mode=sq(x["mode"])))
    for u in m["user"]:
        n = u["name"]
        out.append(res("user", n, ensure="present", uid=u["uid"], home=sq(u["home"]),
                       shell=sq(u["shell"]), managehome="true"))
        out.append(res("file", u["home"] + "/.ssh", ensure="directory", owner=sq(n), group=sq(n),
                       mode=sq("0700"), require=f"User[{sq(n)}]"))
        out.append(fil(u["home"] + "/.ssh/authorized_keys", n, n, "0600", "\n".join(u["keys"]) + "\n"))
    out += [fil(x["path"], x["owner"], x["group"], x["mode"], x["content"]) for x in m["file"]]
    for s in m["service"]:
        n = s["name"]
        out.append(fil(f"/etc/systemd/system/{n}.service", *own, s["unit"], before=f"Service[{sq(n)}]"))
        out.append(res("service", n, ensure="running", enable="true"))
    out += [fil(x["path"], *own, x["content"]) for x in m["cron"]]
    out += [fil(x["path"], *own, x["content"], notify="Exec['apply sysctl']") for x in m["sysctl"]]
    out += [fil(x["path"], *own, x["content"], notify="Exec['apply nft']") for x in m["nft"]]
    write(d + "/puppet/site.pp", "".join(out))


# --------------------------------------------------------------------------- cfengine

def emit_cfengine(m, d):
    s_ = lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def fil(p, o, g, mo, c, extra=""):
        return (f"    {s_(p)}\n      create => \"true\",\n      content => {s_(c)},\n"
                f"      perms => mog(\"{mo}\", \"{o}\", \"{g}\"){extra};\n")

    def dire(p, o, g, mo):
        return f"    {s_(p + '/.')}\n      create => \"true\",\n      perms => mog(\"{mo}\", \"{o}\", \"{g}\");\n"

    own = ("root", "root", "0644")
    dirs = list(plain_dirs(m))
    sysdirs = [x for x in dirs if not x[0].startswith("/home/")]
    out = ["# the policy framework's entry bundle; goes to inputs/services/main.cf\n"
           "bundle agent mpf_main\n{\n  methods:\n"]
    for b in ("packages", "directories", "users", "keys", "files", "units", "services", "drops"):
        out.append(f"    \"{b}\" usebundle => mint_{b};\n")
    out.append("}\n")
    bundle = lambda name, body: out.append(f"bundle agent mint_{name}\n{{\n{body}}}\n")
    bundle("packages", "  packages:\n" + "".join(
        f"    {s_(p['name'])} policy => \"present\", package_module => apt_get;\n" for p in m["package"]))
    bundle("directories", "  files:\n" + "".join(dire(*x) for x in sysdirs))
    bundle("users", "  users:\n" + "".join(
        f"    {s_(u['name'])}\n      policy => \"present\",\n      uid => \"{u['uid']}\",\n"
        f"      home_dir => {s_(u['home'])},\n      shell => {s_(u['shell'])},\n"
        f"      home_bundle => mint_home({s_(u['name'])}, {s_(u['home'])});\n" for u in m["user"]))
    out.append("bundle agent mint_home(user, home)\n{\n  files:\n    \"$(home)/.\"\n      create => \"true\",\n"
               "      perms => mog(\"0755\", \"$(user)\", \"$(user)\");\n}\n")
    bundle("keys", "  files:\n" + "".join(
        dire(u["home"] + "/.ssh", u["name"], u["name"], "0700")
        + fil(u["home"] + "/.ssh/authorized_keys", u["name"], u["name"], "0600", "\n".join(u["keys"]) + "\n")
        for u in m["user"]))
    bundle("files", "  files:\n" + "".join(fil(x["path"], x["owner"], x["group"], x["mode"], x["content"])
                                            for x in m["file"]))
    bundle("units", "  files:\n" + "".join(
        fil(f"/etc/systemd/system/{s['name']}.service", *own, s["unit"],
            ",\n      classes => if_repaired(\"mint_reload\")") for s in m["service"])
        + "  commands:\n    mint_reload::\n      \"/usr/bin/systemctl daemon-reload\";\n")
    bundle("services", "  services:\n" + "".join(
        f"    {s_(s['name'])} service_policy => \"start\";\n" for s in m["service"]))
    bundle("drops", "  files:\n" + "".join(fil(x["path"], *own, x["content"]) for x in m["cron"])
           + "".join(fil(x["path"], *own, x["content"], ",\n      classes => if_repaired(\"mint_sysctl\")")
                     for x in m["sysctl"])
           + "".join(fil(x["path"], *own, x["content"], ",\n      classes => if_repaired(\"mint_nft\")")
                     for x in m["nft"])
           + "  commands:\n    mint_sysctl::\n      \"/bin/cat /etc/sysctl.d/70-mint-*.conf | /usr/sbin/sysctl -q -p -\" contain => in_shell;\n"
             "    mint_nft::\n      \"/bin/cat /etc/nftables.d/*.nft | /usr/sbin/nft -f -\" contain => in_shell;\n")
    write(d + "/cfengine/main.cf", "".join(out), 0o600)
    # lean entry point: the standard library and nothing else of the policy framework; goes to
    # inputs/promises.cf in place of the framework's own
    write(d + "/cfengine/promises-lean.cf",
          "body common control\n{\n  inputs => { \"lib/stdlib.cf\", \"services/main.cf\" };\n"
          "  bundlesequence => { \"mpf_main\" };\n}\n", 0o600)


# --------------------------------------------------------------------------- mint

def block(text, indent):
    """A YAML block scalar with the text's own newline at its end."""
    return "|\n" + "".join(" " * indent + line + "\n" for line in text.splitlines())


def emit_mint(m, d):
    """A config repo. Where it says more or less than the neutral list, README.md tells."""
    d += "/mint"
    write(d + "/mint.yaml", "version: 1\n\nsignatures:\n  policy: warn\n\n"
          "# A benchmark's first commit and its many units are no accident.\nlimits:\n  delete: 100000\n  restart: 100000\n")
    out = ["packages:\n"] + [f"  {p['name']}: {{}}\n" for p in m["package"]]
    out.append("\nusers:\n")
    for u in m["user"]:
        out.append(f"  {u['name']}: {{ uid: {u['uid']}, home: {u['home']}, shell: {u['shell']}, way_in: true }}\n")
    out.append("\nfiles:\n")
    for path, owner, group, mode in plain_dirs(m):
        out.append(f"  {path}: {{ directory: true, owner: {owner}, group: {group}, mode: \"{mode}\" }}\n")
    for path, owner, group, mode, content in plain_files(m):
        if not path.startswith("/etc/systemd/"):
            out.append(f"  {path}:\n    owner: {owner}\n    group: {group}\n    mode: \"{mode}\"\n    content: {block(content, 6)}")
    out.append("\nservices:\n")
    for s in m["service"]:
        out.append(f"  {s['name']}.service:\n    unit: {block(s['unit'], 6)}")
    out.append("  mint-bench-nft.service:\n    restart_on:\n" + "".join(f"      - {f['path']}\n" for f in m["nft"])
               + "    unit: " + block("[Unit]\nDescription=bench packet filter\n\n[Service]\nType=oneshot\nRemainAfterExit=yes\n"
                                      "ExecStart=/bin/sh -c 'cat /etc/nftables.d/*.nft | /usr/sbin/nft -f -'\n\n"
                                      "[Install]\nWantedBy=multi-user.target\n", 6))
    out.append("\nsystem:\n  sysctl:\n" + "".join(f"    {s['key']}: {s['value']}\n" for s in m["sysctl"]))
    write(d + "/hosts/bench.yaml", "".join(out))


# --------------------------------------------------------------------------- physical limit, helpers

def emit_floor(m, d):
    """One line per check:  f sha256 size owner group mode path | d owner group mode path | p name
    | u name uid home shell | s unit"""
    out = []
    for p, o, g, mo, c in plain_files(m):
        b = c.encode()
        out.append(f"f {hashlib.sha256(b).hexdigest()} {len(b)} {o} {g} {mo} {p}\n")
    out += [f"d {o} {g} {mo} {p}\n" for p, o, g, mo in plain_dirs(m)]
    out += [f"p {p['name']}\n" for p in m["package"]]
    out += [f"u {u['name']} {u['uid']} {u['home']} {u['shell']}\n" for u in m["user"]]
    out += [f"s {s['name']}.service\n" for s in m["service"]]
    write(d + "/floor.list", "".join(out))


def emit_scripts(m, d):
    svc = " ".join(s["name"] for s in m["service"])
    users = " ".join(u["name"] for u in m["user"])
    files = list(plain_files(m))
    write(d + "/reset.sh", "#!/bin/sh\n# undo the whole desired state (packages stay: they are part of the image)\n"
          f"systemctl disable --now -q {svc} 2>/dev/null\n"
          + "rm -f " + " ".join(p for p, *_ in files if not p.startswith(ROOT)) + "\n"
          + f"rm -rf {ROOT} /etc/nftables.d\n"
          + f"for u in {users}; do userdel -r $u >/dev/null 2>&1; done\n"
          + "nft flush ruleset\nsystemctl daemon-reload\nsystemctl reset-failed\n"
          + "rm -rf /var/lib/puppet/clientbucket /var/cache/puppet/clientbucket\ntrue\n", 0o755)
    v = ["#!/bin/sh\n# check the whole desired state without any of the tools; prints what differs\nbad=0\n",
         "sha256sum --quiet -c - <<'X' || bad=1\n"]
    v += [f"{hashlib.sha256(c.encode()).hexdigest()}  {p}\n" for p, o, g, mo, c in files]
    v.append("X\nstat -c '%U %G 0%a %n' $(cut -d' ' -f4 <<'X'\n")
    want = [f"{o} {g} {mo} {p}\n" for p, o, g, mo, *_ in files + list(plain_dirs(m))]
    v += want + ["X\n) > /tmp/verify.got 2>&1\ncat > /tmp/verify.want <<'X'\n"] + want
    v.append("X\ndiff /tmp/verify.want /tmp/verify.got || bad=1\n")
    v.append("for p in " + " ".join(p["name"] for p in m["package"])
             + "; do case \"$(dpkg-query -W -f '${Status}' $p)\" in *' installed') ;; *) echo pkg $p; bad=1;; esac; done\n")
    for u in m["user"]:
        v.append(f"getent passwd {u['name']} | grep -q '^{u['name']}:[^:]*:{u['uid']}:.*:{u['home']}:{u['shell']}$' "
                 f"|| {{ echo user {u['name']}; bad=1; }}\n")
    v.append(f"for s in {svc}; do systemctl -q is-active $s && systemctl -q is-enabled $s || {{ echo svc $s; bad=1; }}; done\n")
    for s in m["sysctl"]:
        v.append(f"[ \"$(sysctl -n {s['key']})\" = {s['value']} ] || {{ echo sysctl {s['key']}; bad=1; }}\n")
    for s in m["nft"]:
        t = s["path"].split("/")[-1][:-4]
        v.append(f"nft list table inet {t} >/dev/null || {{ echo nft {t}; bad=1; }}\n")
    v.append("[ $bad = 0 ] && echo OK\nexit $bad\n")
    write(d + "/verify.sh", "".join(v), 0o755)
    mid = m["file"][len(m["file"]) // 2]["path"]
    write(d + "/tamper.sh", f"#!/bin/sh\n# break one file: content and mode\necho tampered >> {mid}; chmod 0666 {mid}\n", 0o755)


def emit_model(m, d):
    write(d + "/model.json", json.dumps(m, indent=1) + "\n")
    n = {k: len(v) for k, v in m.items()}
    write(d + "/counts.json", json.dumps(dict(
        by_kind=n, logical=sum(n.values()),
        managed_files=len(list(plain_files(m))), managed_dirs=len(list(plain_dirs(m))),
        file_bytes=sum(len(c) for *_, c in plain_files(m))), indent=1) + "\n")


EMITTERS = dict(model=emit_model, ansible=emit_ansible, puppet=emit_puppet, cfengine=emit_cfengine,
                mint=emit_mint, floor=emit_floor, scripts=emit_scripts)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--scale", default="1,4,16")
    ap.add_argument("--out", default=here + "/out")
    ap.add_argument("--packages", default=here + "/packages.txt")
    ap.add_argument("--only", default=",".join(EMITTERS))
    a = ap.parse_args()
    packages = [x.strip() for x in open(a.packages) if x.strip() and not x.startswith("#")]
    for s in map(int, a.scale.split(",")):
        m = build_model(s, packages)
        for e in a.only.split(","):
            EMITTERS[e](m, f"{a.out}/S{s}")
        print(f"S{s}: {sum(map(len, m.values()))} logical resources,", {k: len(v) for k, v in m.items()})


if __name__ == "__main__":
    main()
