"""`python -m bench`: all of them."""

from bench import build, check, compare, decide, importing, plan, serve

build.main()
decide.main()
check.main()
compare.main()
plan.main()
importing.main()
serve.main()
