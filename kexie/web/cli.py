"""The `kexie` command: reads the command line, then runs one of kexie.web.commands.

Exit codes: 0 done, 1 refused (a sentence on stderr says why), 2 the command line itself is wrong, 3 (`import` only)
imported without the rows and files that the report names. Only what a
script may want goes to stdout. Help starts no Django.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

ROLES = ("administrator", "system_administrator", "security_administrator", "audit_administrator")
WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "expected one argument": "后面要跟一个值",
    "expected at least one argument": "后面至少要跟一个值",
    "invalid %(type)s value: %(value)r": "不能用 %(value)r 作值",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r 这一项（可选：%(choices)s）",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "%(prog)s: error: %(message)s\n": "%(message)s\n",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "ignored explicit argument %r": "这里不需要值 %r",
    "one of the arguments %s is required": "以下参数须给出一个：%s",
}


class Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, add_help=False, allow_abbrev=False, **kwargs)
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and where help is; exit code 2."""
        self.exit(2, f"{message}\n看说明：{self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    argparse._ = lambda text: WORDS.get(text, text)  # type: ignore[attr-defined]
    top = Parser(
        prog="kexie", description="智慧科协：全年表格导进来，一本台账，年度总结写出去。",
        epilog="数据放在 KEXIE_HOME（默认 ./var）；DATABASE_URL 可换成 PostgreSQL。",
    )  # fmt: skip
    verbs = top.add_subparsers(dest="verb", metavar="命令", title="命令")
    _setting_up(verbs)
    _working(verbs)
    _caring(verbs)
    return top


def _add(verbs: argparse._SubParsersAction, name: str, run: str, help: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=help, description=help + "。")
    verb.set_defaults(run=run)
    return verb


def _setting_up(verbs: argparse._SubParsersAction) -> None:
    init = _add(verbs, "init", "setup:init", "新建数据目录：数据库、本级科协、下辖乡镇（街道）")
    init.add_argument("--name", required=True, metavar="某市科协", help="本级科协的名称")
    init.add_argument("--division", metavar="330281", help="所在区划代码，6、9 或 12 位；给出后列出下辖乡镇待确认")
    demo = _add(verbs, "demo", "setup:demo", "装入县级样例（2013 年五本表），打印登录办法")
    demo.add_argument("--reset-password", action="store_true", help="重新生成样例用户的密码")
    admin = _add(verbs, "createadmin", "setup:createadmin", "新建管理员")
    admin.add_argument("--username", metavar="用户名", help="不给则询问")
    admin.add_argument("--name", metavar="姓名", help="不给则与用户名相同")
    how = admin.add_mutually_exclusive_group()
    how.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")
    how.add_argument("--generate", action="store_true", help="生成一个密码并打印，首次登录须改")
    admin.add_argument(
        "--role",
        default="administrator",
        choices=ROLES,
        metavar="角色",
        help=f"默认 administrator；三员分立时用 {'、'.join(ROLES[1:])}",
    )
    reset = _add(verbs, "password", "setup:password", "在服务器上重设任何用户的密码")
    reset.add_argument("username", metavar="用户名")
    reset.add_argument("--password-stdin", action="store_true", help="从标准输入读密码；不给则生成并打印")
    _add(verbs, "upgrade", "setup:upgrade", "换了新版程序后升级数据库")
    divisions = _add(verbs, "divisions", "setup:divisions", "行政区划")
    load = divisions.add_subparsers(dest="what", metavar="命令", required=True).add_parser(
        "load", help="从 CSV（可 .gz）或目录装入行政区划", description="从 CSV（可 .gz）或目录装入行政区划。"
    )
    load.add_argument("path", metavar="路径", help="provinces.csv、villages.csv.gz 等，或放这些文件的目录")


def _working(verbs: argparse._SubParsersAction) -> None:
    serve = _add(verbs, "serve", "serve:serve", "启动网站和后台任务，按 Ctrl+C 停止")
    serve.add_argument("--host", default="127.0.0.1", metavar="地址", help="默认 127.0.0.1，只有本机能打开")
    serve.add_argument("--port", type=int, default=8000, metavar="端口", help="默认 8000")
    serve.add_argument("--workers", type=int, default=2, metavar="个数", help="网站进程数，默认 2")
    load = _add(verbs, "import", "work:import_", "导入表格：.xlsx .xls .csv .et .ods，或放表格的文件夹")
    load.epilog = "结束码：0 全部导入，1 什么也没有导入，3 已导入但有行或文件没有导入（报告里逐条写明）。"
    load.add_argument("paths", nargs="+", metavar="路径", help="文件或文件夹")
    load.add_argument("--year", type=int, metavar="年度", help="表里没写年份时按这一年算")
    load.add_argument("--yes", action="store_true", help="看过之后不再询问，直接确认")
    load.add_argument("--organisation", metavar="单位", help="这些表归谁，默认本级科协")
    _metrics(verbs)
    report = _add(verbs, "report", "work:report", "总结和报表")
    annual = report.add_subparsers(dest="what", metavar="命令", required=True).add_parser(
        "annual", help="写年度工作总结", description="写年度工作总结。"
    )
    annual.add_argument("--year", type=int, required=True, metavar="年度", help="哪一年")
    annual.add_argument("-o", "--output", required=True, metavar="文件", help=".docx 或 .html")
    annual.add_argument("--organisation", metavar="单位", help="默认本级科协")


def _metrics(verbs: argparse._SubParsersAction) -> None:
    metrics = _add(verbs, "metrics", "work:metrics", "指标")
    what = metrics.add_subparsers(dest="what", metavar="命令", required=True)
    listed = what.add_parser("list", help="列出全部指标", description="列出全部指标。")
    listed.add_argument("--json", action="store_true", help="按 JSON 打印")
    value = what.add_parser("value", help="算一个指标", description="算一个指标。")
    value.add_argument("name", metavar="指标", help="指标名称，见 kexie metrics list")
    value.add_argument("--year", type=int, metavar="年度", help="整年")
    value.add_argument("--from", dest="start", metavar="日期", help="起始日，如 2013-01-01")
    value.add_argument("--to", dest="end", metavar="日期", help="截止日，当天算在内")
    value.add_argument("--organisation", metavar="单位", help="默认本级科协及全部下级")
    value.add_argument("--json", action="store_true", help="按 JSON 打印")


def _caring(verbs: argparse._SubParsersAction) -> None:
    _add(verbs, "check", "care:check", "核对数据：数据库、操作记录链、台账、文件、密钥、磁盘")
    backup = _add(verbs, "backup", "backups:backup", "备份成一个文件：数据库、文件、密钥")
    backup.add_argument("file", metavar="文件.tar.gz", help="写到哪里；已有的文件不会被覆盖")
    restore = _add(verbs, "restore", "backups:restore", "从备份恢复到空的数据目录")
    restore.add_argument("file", metavar="文件.tar.gz", help="kexie backup 写出的文件")
    recount = _add(verbs, "recount", "recount:recount", "按复核文件重新计票，核对名单、规则、选票和结果")
    recount.add_argument("file", metavar="复核文件.json", help="会议页面下载的复核文件")
    recount.add_argument("codes", nargs="*", metavar="核对码", help="结果报告上印的核对码")
    outbox = _add(verbs, "outbox", "outbox:outbox", "发件箱：短信和邮件发得怎样，暂停，恢复")
    outbox.add_argument("what", nargs="?", default="status", choices=("status", "pause", "resume"), metavar="命令",
                        help="status（默认）、pause 暂停、resume 恢复")  # fmt: skip
    outbox.add_argument("--reason", default="", metavar="原因", help="为什么暂停")
    keys = _add(verbs, "keys", "care:keys", "加密密钥")
    keys.add_subparsers(dest="what", metavar="命令", required=True).add_parser(
        "rotate", help="启用新密钥，并用它重新加密个人信息", description="启用新密钥，并用它重新加密个人信息。"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    command_line = parser()
    given = command_line.parse_args(arguments)
    if not given.verb:
        command_line.print_help()
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.web.settings")
    module, _colon, function = given.run.partition(":")
    from django.core.exceptions import ImproperlyConfigured

    from kexie.core.refusals import Refusal

    try:
        code = getattr(importlib.import_module(f"kexie.web.commands.{module}"), function)(given) or 0
        sys.stdout.flush()
        return code
    except (Refusal, ImproperlyConfigured) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except BrokenPipeError:  # `kexie metrics list | head`: whoever read has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
