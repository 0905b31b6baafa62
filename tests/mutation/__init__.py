"""Faults put into the engine one at a time, to see whether the tests notice: `make mutants`."""
