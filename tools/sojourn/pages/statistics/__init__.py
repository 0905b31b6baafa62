"""Figures over many definitions: lengths, distributions, comparability, and how definitions of countries relate."""
