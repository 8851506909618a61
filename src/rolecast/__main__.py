"""`python -m rolecast` is `rolecast`."""

from rolecast.cli.main import main

if __name__ == "__main__":
    main()
