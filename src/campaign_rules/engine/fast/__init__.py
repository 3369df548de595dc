"""The engine compiled: the same verdicts over many records, gathered as bits and numbers and looked up.

In: what makes an answer quicker and is compared with the readable engine on random packs. Never: a meaning of its own.
"""
