"""`python -m sojourn` is the command `sojourn`."""

from sojourn.cli.main import main

main()
