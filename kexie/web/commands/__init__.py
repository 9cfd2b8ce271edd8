"""What each `kexie` command does. Every function takes the parsed command line and returns an exit code or nothing."""
