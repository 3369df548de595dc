"""Hostile inputs, made from sound ones: ``python -m tools.fuzz --seed 1 --seconds 120``.

Each part makes an input from a seed and its number, tries it, and says what was not as promised. The same seed and
number make the same input again: ``python -m tools.fuzz --seed 1 --part records --input 37``.
"""
