"""python -m sagebuild, or sagebuild where it is installed: a stack from a terminal or a script."""

from sagebuild.command import script

if __name__ == "__main__":
    script()
