"""Benchmarks: figures and ratios against a named peer in the same run. None of them can fail a build."""
