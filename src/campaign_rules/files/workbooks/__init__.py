"""Records as spreadsheets that people type: sheets and columns of a campaign, what a cell says, finding it all in a file.

In: what turns cells into plain data and values into cells, every problem told by sheet and cell. Never: half-read records.
"""
