"""What can be wrong in a pack whose files are each well-formed, a module for each subject; `pack` runs those of loading.

In: what a JSON Schema can't see, each problem told at its place. Never: a record, a file, a change to the pack.
"""
