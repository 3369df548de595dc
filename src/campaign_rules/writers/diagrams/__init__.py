"""Life cycles as pictures: Mermaid text for documents, and SVG that needs nothing beside itself.

In: what is declared, drawn; a guard is a phrase, not an answer. Never: how a record stands.
"""
