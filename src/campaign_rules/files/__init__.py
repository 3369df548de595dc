"""What is read and put in place: YAML, JSON and workbooks with the place of every value, packs, folders, blocks of lines.

In: whatever turns bytes into typed records and packs, or outlasts a power cut. Never: how anything stands.
"""
