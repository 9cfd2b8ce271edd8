"""`init`, `demo`, `createadmin`, `divisions`."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from typing import TYPE_CHECKING

from . import home
from .home import NotReady, say

if TYPE_CHECKING:
    from kexie.network.organisations.models import Organisation


def init(given: argparse.Namespace) -> None:
    """Set up a new data home: keys, database, the association, the towns below it as suggestions."""
    if (home.where() / "keys.json").exists():
        home.start_django()
        if not home.unapplied() and home.root():
            raise NotReady(f"{home.where()} 已经属于“{home.root()}”，没有改动。换一个目录请设置 KEXIE_HOME。")
    home.prepare()
    found = _found(given.name, given.division)
    say(f"已建好 {home.where()}：{found}。")
    say("下一步：kexie createadmin 建管理员，kexie serve 启动网站。")


def createadmin(given: argparse.Namespace) -> None:
    """Create an administrator of the whole association."""
    home.require()
    from kexie.core import clock
    from kexie.core.gate import SYSTEM
    from kexie.network.access import services

    username = given.username or input("用户名：").strip()
    password = "" if given.generate else _password(given.password_stdin)
    user, made = services.create_administrator(
        username=username, name=given.name or username, password=password, organisation=home.organisation(None),
        today=clock.today(), actor=SYSTEM,
    )  # fmt: skip
    say(f"已建管理员 {user.username}。")
    if made:
        print(f"用户名 {user.username}\n密码 {made}")
        say("首次登录须改密码。请立即抄下，它不会再显示。")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass("密码：")
    if getpass("再输一次：") != first:
        raise NotReady("两次输入的密码不一样，没有建用户。请再运行一次。")
    return first


def _found(name: str, division: str | None) -> Organisation:
    from kexie.core import clock, records
    from kexie.core.gate import SYSTEM
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation, Placement

    row = Organisation(name=name, kind="association", level="county", path="?")
    row = records.save(row, actor=SYSTEM, did="found")
    row.path = segment(row.pk)
    records.save(row, actor=SYSTEM, did="found")
    records.save(Placement(organisation=row, starts_on=clock.today()), actor=SYSTEM, did="found")
    return row
