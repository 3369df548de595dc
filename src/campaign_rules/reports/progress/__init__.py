"""The report form filled in from records: what each cell says, what stands behind it, and what does not fit together.

In: counting, and the words on what was counted. Never: whether a duty is done, that is asked of a report; a sheet's layout.
"""
