"""`python -m kexie` is the `kexie` command."""

from kexie.web.cli import main

if __name__ == "__main__":
    main()
