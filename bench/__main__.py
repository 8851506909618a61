"""`python -m bench`: all of them."""

from bench import build, check, decide

build.main()
decide.main()
check.main()
