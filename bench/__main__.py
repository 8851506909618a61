"""`python -m bench`: all of them."""

from bench import build, decide

build.main()
decide.main()
