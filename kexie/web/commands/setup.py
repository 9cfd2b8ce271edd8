"""`init`, `demo`, `createadmin`, `password`, `upgrade`, `divisions`: what makes a data home ready."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from . import home
from .home import NotReady, say

if TYPE_CHECKING:
    from kexie.network.organisations.models import Division, Organisation

DEMO = {"name": "某市科协", "division": "330281", "year": 2013, "user": "demo"}


def init(given: argparse.Namespace) -> None:
    """Set up a new data home: keys, database, divisions, the association, the towns below it as suggestions."""
    if home.is_begun():
        home.start_django()
        if not home.unapplied() and (owner := home.root()):
            raise NotReady(
                f"{home.where()} 已经属于“{owner}”，没有改动。要另建一个，请把 KEXIE_HOME 设成空目录再运行。"
            )
    association = _set_up(given.name, given.division)
    say(f"已建好 {home.where()}：{association}。")
    say("下一步：kexie createadmin 建管理员，kexie serve 启动网站。")


def demo(given: argparse.Namespace) -> None:
    """Load the county example into a new home and print how to sign in; what is there already is left as it is."""
    from .work import EXAMPLES, bring_in

    if not EXAMPLES.is_dir():
        raise NotReady(f"没有找到样例文件夹 {EXAMPLES}。样例在源代码里，请在源代码目录运行 make demo。")
    mark = home.where() / "demo"
    if not home.is_begun():
        home.where().mkdir(parents=True, exist_ok=True)
        mark.touch()
    elif not mark.exists():
        raise NotReady(f"{home.where()} 里是真实数据，不装样例。请把 KEXIE_HOME 设成空目录再运行。")
    home.prepare()
    association = home.root() or _set_up(DEMO["name"], DEMO["division"])
    if not _is_filled():
        say("正在导入 2013 年的五本表……")
        bring_in(sorted(EXAMPLES.glob("*.xlsx")), year=DEMO["year"], organisation=association, confirm=None)
    made = _sign_in_of_demo(association, reset=given.reset_password)
    print(f"样例在 {home.where()}")
    print(f"用户名 {DEMO['user']}")
    print(f"密码 {made}" if made else "密码 上次已打印；忘了请运行 kexie demo --reset-password")


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
        role=given.role, today=clock.today(), actor=SYSTEM,
    )  # fmt: skip
    say(f"已建{user.grants.get().get_role_display()} {user.username}。")
    _print_password(user.username, made)


def password(given: argparse.Namespace) -> None:
    """Set any user's password from the server, when nobody else can."""
    home.require()
    from kexie.network.access import services
    from kexie.network.access.models import User

    user = User.objects.filter(username=given.username).first()
    if user is None:
        raise NotReady(f"没有用户名为“{given.username}”的用户。")
    chosen = _password(True) if given.password_stdin else ""
    made = services.set_password_from_server(user=user, password=chosen)
    say(f"{user.username} 的密码已重设，账号已启用，动态口令已解除，原来的登录都已退出。")
    _print_password(user.username, made)


def upgrade(given: argparse.Namespace) -> None:
    """Bring the database of an existing home up to this version of the program."""
    if not home.is_begun():
        raise NotReady(f"{home.where()} 里还没有数据，不用升级。")
    home.start_django()
    steps = home.unapplied()
    home.prepare()
    say(f"已升级 {len(steps)} 步。" if steps else "已经是最新的，没有改动。")


def divisions(given: argparse.Namespace) -> None:
    """Load administrative divisions from a file or folder, with a progress line."""
    home.require()
    _load_divisions(Path(given.path))


def _set_up(name: str, code: str | None) -> Organisation:
    home.prepare()
    from kexie.core.gate import SYSTEM
    from kexie.network.organisations import services
    from kexie.network.organisations.models import Organisation

    _load_divisions(None)
    division = _division(code) if code else None
    level = division.level if division else "county"
    association = services.found(
        name=name, kind=Organisation.Kind.ASSOCIATION, level=level, division=division, parent=None, actor=SYSTEM
    )
    if division:
        towns = services.suggest_towns(association=association, actor=SYSTEM)
        say(f"列出 {division} 下辖 {len(towns)} 个乡镇（街道）科协，待确认。")
    return association


def _division(code: str) -> Division:
    from kexie.network.organisations.models import Division

    found = Division.objects.filter(code=code.ljust(12, "0")).first() if code.isdecimal() else None
    if found is None:
        raise NotReady(f"没有区划代码“{code}”。请写 6、9 或 12 位的统计用区划代码，如 330281。")
    return found


def _load_divisions(path: Path | None) -> None:
    from kexie.core.gate import SYSTEM
    from kexie.network.organisations import services

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r行政区划 {done:,} / {total:,}", end="", file=sys.stderr, flush=True)

    result = services.load_divisions(path=path, actor=SYSTEM, progress=progress)
    start = "\r" if sys.stderr.isatty() else ""
    counts = f"新增 {result.new:,}，更改 {result.changed:,}，停用 {result.gone:,}，没变 {result.unchanged:,}"
    say(f"{start}行政区划共 {result.total:,} 个：{counts}。")
    for line, why in result.refused[:20]:
        say(f"  第 {line} 行没有装入：{why}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        if typed := sys.stdin.readline().rstrip("\r\n"):
            return typed
        raise NotReady("标准输入里没有密码，没有改动。")
    first = getpass("密码：")
    if getpass("再输一次：") != first:
        raise NotReady("两次输入的密码不一样，没有改动。请再运行一次。")
    if not first:
        raise NotReady("密码不能为空，没有改动。")
    return first


def _print_password(username: str, made: str) -> None:
    if made:
        print(f"用户名 {username}\n密码 {made}")
        say("首次登录须改密码。请立即抄下，它不会再显示。")


def _is_filled() -> bool:
    from kexie.office.imports.models import Batch

    return Batch.objects.filter(state=Batch.State.APPLIED).exists()


def _sign_in_of_demo(association: Organisation, *, reset: bool) -> str:
    """Return a new password of the demo's user; "" when the old one stays."""
    from kexie.core import clock
    from kexie.core.gate import SYSTEM
    from kexie.network.access import services
    from kexie.network.access.models import Role, User

    user = User.objects.filter(username=DEMO["user"]).first()
    if user is not None and not reset:
        return ""
    made = services.new_password()
    if user is not None:
        services.set_password_from_server(user=user, password=made)
    else:
        today = clock.today()
        user, _kept = services.create_administrator(
            username=DEMO["user"], name="样例管理员", password=made, organisation=association, today=today,
            actor=SYSTEM,
        )  # fmt: skip
        # One person shows everything: the demo's administrator signs as well. A real office gives 审核人 to another.
        services.grant(
            user=user, role=Role.CHECKER, organisation=association, starts_on=today, today=today, actor=SYSTEM
        )
    return made
