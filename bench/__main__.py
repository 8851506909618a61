"""`python -m bench`: all of them."""

from bench import build, check, decide, importing, plan, serve

build.main()
decide.main()
check.main()
plan.main()
importing.main()
serve.main()
