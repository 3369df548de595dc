"""What a pack says, as frozen values: the record, duties, outcomes, forms, leads, readings, layers; and what can be wrong.

In: what is the same for every record and every day. Never: a judgement on a record, the YAML that it was written in.
"""
