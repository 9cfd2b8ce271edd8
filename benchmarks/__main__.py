"""Run the benchmarks named on the command line, or all: `python -m benchmarks [NAME…]`."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module


def main(names: list[str]) -> int:
    """Run each benchmark in a process of its own (each sets up its own data home), one after another."""
    every = [
        "ledger_metrics", "campaign", "pages", "imports", "doors", "forecast", "contacts", "coverage", "foresight",
        "vitality",
    ]  # fmt: skip
    if unknown := set(names) - set(every):
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(every)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        show(names[0])
        return 0
    return max(
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode for name in names or every
    )


def show(name: str) -> None:
    """Run one benchmark and print its table."""
    print(f"\n{name}: {import_module(f'benchmarks.{name}').__doc__.splitlines()[0]}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    for what, found, against in import_module(f"benchmarks.{name}").run():
        print(f"{what:<48} {found:<44} {against}".rstrip(), flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
