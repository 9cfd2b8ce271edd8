"""The `kexie` command as a script meets it: exit codes, what goes to stdout, a home made, saved and brought back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def surroundings(home, **more):
    """Return an environment in which only this home is known."""
    given = {k: v for k, v in os.environ.items() if not k.startswith(("KEXIE_", "DATABASE_URL"))}
    return {**given, "KEXIE_HOME": str(home), **more}


def kexie(home, *arguments, typed="", **environment):
    """Run the command; its output as text."""
    return subprocess.run(
        [sys.executable, "-m", "kexie", *map(str, arguments)], input=typed, text=True, capture_output=True,
        cwd=ROOT, env=surroundings(home, **environment),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with an administrator, made once and copied for those who change it."""
    home = tmp_path_factory.mktemp("made") / "home"
    done = kexie(home, "init", "--name", "某市科协", "--division", "330281")
    assert done.returncode == 0, done.stderr
    assert "21 个乡镇" in done.stderr and done.stdout == ""
    done = kexie(home, "createadmin", "--username", "admin", "--password-stdin", typed="correct horse 2013\n")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "home"))


def test_help_is_chinese_and_starts_nothing(tmp_path):
    begun = time.perf_counter()
    done = kexie(tmp_path / "none", "--help")
    took = time.perf_counter() - begun
    assert done.returncode == 0 and "用法" in done.stdout and "usage" not in done.stdout
    assert took < 1.0  # 0.04 s on an idle machine
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kexie.web.cli", "--help"], capture_output=True, text=True, cwd=ROOT
    )
    assert "django" not in loaded.stderr
    for verb in ("init", "demo", "serve", "import", "metrics", "report", "divisions", "check", "backup", "restore"):
        assert kexie(tmp_path, verb, "--help").returncode == 0 and verb in done.stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "用法"), ("fly", "没有"), ("init", "缺少参数"), ("metrics", "缺少参数"), ("serve --port x", "不能用"),
        ("init --name a --nam b", "不认识的参数"), ("metrics value", "缺少参数"),
        ("report annual --year 2013", "缺少参数"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_2(tmp_path, line, said):
    done = kexie(tmp_path, *line.split())
    assert done.returncode == 2 and said in done.stdout + done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("line", ["serve", "check", "createadmin --username a --generate", "metrics list", "import x"])
def test_without_a_home_the_way_to_one_is_said(tmp_path, line):
    done = kexie(tmp_path / "none", *line.split())
    assert done.returncode == 1 and "kexie init" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()


def test_init_refuses_a_home_in_use(made):
    done = kexie(made, "init", "--name", "别的科协")
    assert done.returncode == 1 and "已经属于“某市科协”" in done.stderr


def test_init_refuses_an_unknown_division(tmp_path):
    done = kexie(tmp_path / "h", "init", "--name", "某市科协", "--division", "999999")
    assert done.returncode == 1 and "没有区划代码“999999”" in done.stderr
    assert kexie(tmp_path / "h", "init", "--name", "某市科协").returncode == 0  # and can be done again


def test_administrators(home):
    done = kexie(home, "createadmin", "--username", "second", "--generate")
    assert done.returncode == 0 and done.stdout.startswith("用户名 second\n密码 ")
    for typed, said in (("short\n", "太短"), ("1234567890123\n", "全是数字"), ("", "没有密码")):
        done = kexie(home, "createadmin", "--username", "third", "--password-stdin", typed=typed)
        assert done.returncode == 1 and said in done.stderr
    assert "已有人使用" in kexie(home, "createadmin", "--username", "admin", "--generate").stderr
    done = kexie(home, "password", "admin")
    assert done.returncode == 0 and "密码 " in done.stdout
    assert kexie(home, "password", "nobody").returncode == 1


def test_check_finds_what_was_tampered_with(home):
    import sqlite3

    done = kexie(home, "check")
    assert done.returncode == 0 and "有问题" not in done.stdout and "末行摘要" in done.stdout
    for part in ("操作记录", "台账", "文件", "密钥", "磁盘"):
        assert f"{part}：正常" in done.stdout
    with sqlite3.connect(home / "kexie.sqlite3") as database:
        database.execute("DROP TRIGGER audit_trailentry_grows_update")
        database.execute("UPDATE audit_trailentry SET note='x' WHERE id=2")
    done = kexie(home, "check")
    assert done.returncode == 1 and "第 2 行被改动" in done.stdout


def test_backup_and_restore_give_the_same_home_back(home, tmp_path):
    saved, back = tmp_path / "b.tar.gz", tmp_path / "back"
    before = kexie(home, "check").stdout
    done = kexie(home, "backup", saved)
    assert done.returncode == 0 and "密钥" in done.stderr and saved.stat().st_mode & 0o777 == 0o600
    again = kexie(home, "backup", saved)
    assert again.returncode == 1 and "没有覆盖" in again.stderr
    done = kexie(back, "restore", saved)
    assert done.returncode == 0, done.stderr
    assert kexie(back, "check").stdout == before
    assert (back / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "发件箱已暂停" in done.stderr and "从备份恢复" in kexie(back, "outbox").stderr
    assert kexie(back, "outbox", "resume").returncode == 0 and kexie(back, "outbox").stderr == ""
    assert "没有暂停" in kexie(back, "outbox", "resume").stderr
    assert kexie(home, "outbox", "pause", "--reason", "换网关").returncode == 0
    assert "换网关" in kexie(home, "outbox").stderr
    assert kexie(back, "restore", saved).returncode == 1  # a home in use is never written over


def test_a_damaged_backup_is_refused_whole(home, tmp_path):
    saved = tmp_path / "b.tar.gz"
    kexie(home, "backup", saved)
    with tarfile.open(saved) as archive:
        archive.extractall(tmp_path / "x")
    with open(tmp_path / "x/kexie/database.sqlite3", "r+b") as file:
        file.seek(5000)
        file.write(b"tampered")
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "x/kexie", "kexie")
    whole = saved.read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "no.tar.gz").write_bytes(b"not an archive")
    for name in ("bad", "cut", "no"):
        done = kexie(tmp_path / name, "restore", tmp_path / f"{name}.tar.gz")
        assert done.returncode == 1 and "Traceback" not in done.stderr, name
        assert not (tmp_path / name / "keys.json").exists(), name


@pytest.mark.parametrize(
    ("name", "link"), [("../evil.txt", ""), ("kexie/../../evil.txt", ""), ("/evil.txt", ""), ("kexie/files", "/etc")]
)
def test_an_archive_that_climbs_out_of_its_folder_is_refused(tmp_path, name, link):
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = (tarfile.SYMTYPE, link) if link else (tarfile.REGTYPE, "")
        archive.addfile(member)
    done = kexie(tmp_path / "h", "restore", tmp_path / "evil.tar.gz")
    assert done.returncode == 1 and "不该有的内容" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.tar.gz"]


def test_new_keys_open_what_old_ones_closed(home):
    assert kexie(home, "keys", "rotate").returncode == 0
    assert len(json.loads((home / "keys.json").read_text())["data"]) == 2
    assert kexie(home, "check").returncode == 0


@pytest.mark.parametrize(
    ("line", "environment", "said"),
    [
        (("serve", "--host", "0.0.0.0"), {}, "KEXIE_HOSTS"),
        (("serve",), {"KEXIE_HOSTS": "*"}, "不能是 *"),
        (("serve", "--host", "0.0.0.0"), {"KEXIE_DEBUG": "1"}, "KEXIE_DEBUG"),
        (("serve",), {"KEXIE_DEBUG": "1", "KEXIE_HTTPS": "1"}, "KEXIE_DEBUG"),
        (("serve",), {"KEXIE_HTTPS": "1", "KEXIE_HOSTS": "k.example"}, "KEXIE_PROXIES"),
    ],
)
def test_unsafe_servers_do_not_start(made, line, environment, said):
    done = kexie(made, *line, **environment)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr


QUEUE = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "kexie.web.settings"
django.setup()
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.organisations.models import Organisation
from kexie.office.notices import services
services.send(organisation=Organisation.objects.get(parent=None), purpose="test", to="16400000001", subject="试",
              body="试一试", dedupe_key="test:1", actor=SYSTEM, at=clock.now())
"""


def test_serve_answers_works_and_leaves_nothing_behind(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "kexie.web.cli", "serve", "--port", str(port), "--workers", "1"],
        env=surroundings(home), cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert "已启动" in server.stderr.readline()
        taken = kexie(home, "serve", "--port", port)
        assert taken.returncode == 1 and f"--port {port + 1}" in taken.stderr
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=30) as answer:
            assert answer.status == 200 and "登录" in answer.read().decode()
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.pid)], capture_output=True, text=True)
        assert len(children.stdout.split()) == 3
        subprocess.run([sys.executable, "-c", QUEUE], env=surroundings(home), cwd=ROOT, check=True)
        until = time.monotonic() + 30
        while "已发出" not in (told := kexie(home, "outbox").stdout):
            assert time.monotonic() < until, told
        assert told == "短信\t已发出\t1\n"
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(40)
    assert code == 0
    for child in children.stdout.split():
        assert not Path(f"/proc/{child}").exists()


def test_the_demo_from_nothing_to_a_word_file(tmp_path):
    """One command fills a home with the county's year; a second one changes nothing; figures and summary come out."""
    home = tmp_path / "demo"
    first = kexie(home, "demo")
    assert first.returncode == 0, first.stderr
    assert "用户名 demo\n密码 " in first.stdout and "5741" in first.stdout.replace(",", "")
    password = first.stdout.split("密码 ")[1].strip()
    again = kexie(home, "demo")
    assert again.returncode == 0 and password not in again.stdout and "--reset-password" in again.stdout
    assert "密码 " in kexie(home, "demo", "--reset-password").stdout
    value = kexie(home, "metrics", "value", "个人会员数", "--year", "2013", "--json")
    assert json.loads(value.stdout) == {
        "metric": "个人会员数", "value": 4509, "unit": "人", "phrase": "4500余", "evidence": {"counted": 4509},
        "records": 4509, "period": "2013年", "organisation": "某市科协",
    }  # fmt: skip
    assert kexie(home, "metrics", "value", "活动数", "--year", "2013").stdout == "470\n"
    half = kexie(home, "metrics", "value", "活动数", "--from", "2013-01-01", "--to", "2013-06-30", "--json")
    assert 0 < json.loads(half.stdout)["value"] < 470
    for wrong, said in (
        (("活动书",), "活动"),
        (("活动数", "--from", "2013-01-01"), "--to"),
        (("活动数", "--year", "2013", "--organisation", "无此单位"), "无此单位"),
        (("活动数", "--from", "2013.1.1", "--to", "2013-02-01"), "2013.1.1"),
    ):  # fmt: skip
        done = kexie(home, "metrics", "value", *wrong)
        assert done.returncode == 1 and said in done.stderr and done.stdout == ""
    target = tmp_path / "总结.docx"
    assert kexie(home, "report", "annual", "--year", "2013", "-o", target).returncode == 0
    assert target.read_bytes()[:2] == b"PK"
    assert kexie(home, "report", "annual", "--year", "2013", "-o", tmp_path / "x.pdf").returncode == 1
    assert kexie(home, "check").returncode == 0
    refused = kexie(home, "import", ROOT / "examples/county-2013/01-组织名册.xlsx")
    assert refused.returncode == 1 and "--yes" in refused.stderr  # nobody there to ask
    assert kexie(tmp_path / "home", "init", "--name", "真科协").returncode == 0
    assert "不装样例" in kexie(tmp_path / "home", "demo").stderr


@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="needs PostgreSQL")
def test_backup_and_restore_of_a_postgresql_home(tmp_path):
    import psycopg

    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    names = [f"kexie_cli_{os.getpid()}_{n}" for n in "ab"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        for name in names:
            database.execute(f'CREATE DATABASE "{name}"')
    try:
        first, second = ({"DATABASE_URL": f"{server}/{name}"} for name in names)
        assert kexie(tmp_path / "a", "init", "--name", "某市科协", **first).returncode == 0
        before = kexie(tmp_path / "a", "check", **first).stdout
        saved = tmp_path / "b.tar.gz"
        assert kexie(tmp_path / "a", "backup", saved, **first).returncode == 0
        done = kexie(tmp_path / "b", "restore", saved, **second)
        assert done.returncode == 0, done.stderr
        assert kexie(tmp_path / "b", "check", **second).stdout == before and "正常" in before
        other = kexie(tmp_path / "c", "restore", saved)
        assert other.returncode == 1 and "DATABASE_URL" in other.stderr and not (tmp_path / "c/keys.json").exists()
    finally:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
            for name in names:
                database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
