"""`python -m workflows` is the command `stepwise`."""

from workflows.platform.cli import main

if __name__ == "__main__":
    main(prog_name="stepwise")
