"""A campaign's rules run over one record as of a day: bare verdicts, replayed items, indications.

In: what decides how something stands, made to be read. Never: a sentence for people, a file, a clock, anything random.
"""
