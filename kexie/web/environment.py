"""Reading settings from the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def flag(name: str) -> bool:
    """Return whether a variable is switched on (1, true, yes, on)."""
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def listed(name: str, default: str) -> list[str]:
    """Return a comma-separated variable as a list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(url: str, file: Path) -> dict[str, Any]:
    """Return Django's settings for `postgres://user:pass@host:port/name` or `sqlite:///path`; "" means `file`.

    SQLite commits durably (WAL, synchronous=FULL) and takes its write lock at the start of a transaction, so two
    writers queue instead of failing half-way, each in turn (kexie.core.sqlite).
    """
    parts = urlsplit(url)
    if parts.scheme in ("", "sqlite"):
        return {
            "ENGINE": "kexie.core.sqlite",
            "NAME": unquote(url.removeprefix("sqlite:///")) if url else str(file),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; "
                "PRAGMA temp_store=MEMORY;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"DATABASE_URL 只支持 sqlite:/// 和 postgres://，不认识 {parts.scheme}://。")


def mail() -> dict[str, Any]:
    """Return how e-mail leaves, from KEXIE_MAIL_HOST, _PORT, _USER, _PASSWORD, _SECURITY and _FROM."""
    host, security = os.environ.get("KEXIE_MAIL_HOST", ""), os.environ.get("KEXIE_MAIL_SECURITY", "starttls")
    if security not in ("starttls", "tls", "none"):
        raise ImproperlyConfigured("KEXIE_MAIL_SECURITY 只能是 starttls、tls 或 none。")
    sender, user = os.environ.get("KEXIE_MAIL_FROM", ""), os.environ.get("KEXIE_MAIL_USER", "")
    if host and "@" not in (sender or user):
        raise ImproperlyConfigured("设置了 KEXIE_MAIL_HOST，还要设置发件人 KEXIE_MAIL_FROM=name@example.cn。")
    return {
        "host": host,
        "port": _number("KEXIE_MAIL_PORT", {"starttls": 587, "tls": 465, "none": 25}[security]),
        "user": user,
        "password": os.environ.get("KEXIE_MAIL_PASSWORD", ""),
        "starttls": security == "starttls",
        "tls": security == "tls",
        "from": sender or user or "kexie@localhost",
    }


def sms() -> dict[str, Any]:
    """Return how the provider of text messages is asked, from KEXIE_SMS_URL, _FIELDS, _HEADERS and their like."""
    url = os.environ.get("KEXIE_SMS_URL", "")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise ImproperlyConfigured("KEXIE_SMS_URL 须以 https:// 或 http:// 开头。")
    return {
        "url": url,
        "fields": _object("KEXIE_SMS_FIELDS", {"phone": "{phone}", "content": "{body}", "id": "{key}"}),
        "headers": _object("KEXIE_SMS_HEADERS", {}),
        "accepted": _object("KEXIE_SMS_ACCEPTED", {}),
        "reason": os.environ.get("KEXIE_SMS_REASON", "message"),
        "repeats": flag("KEXIE_SMS_DROPS_REPEATS"),
    }


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ImproperlyConfigured(f"{name} 须是数字，例如 {default}。")
    return int(text or default)


def _object(name: str, default: dict[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(os.environ.get(name) or "null")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} 不是 JSON：{error}。") from error
    if found is not None and not isinstance(found, dict):
        raise ImproperlyConfigured(f'{name} 须写成 {{"名称": "值"}} 的样子。')
    return default if found is None else found
