"""`python -m bench`: all of them."""

from bench import build

build.main()
