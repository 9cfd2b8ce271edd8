"""`python -m kexie` is the `kexie` command."""

import sys

from kexie.web.cli import main

if __name__ == "__main__":
    sys.exit(main())
