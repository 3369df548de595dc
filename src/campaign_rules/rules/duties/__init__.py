"""The forms of duty, a file each: recurring, one-off, for each item, for a person to judge; and what they share.

In: all that a form knows of itself; `campaign_rules.rules.duties.registry` names the forms and chooses one from the keys
of a pack's file. Never: a duty of a campaign, those are YAML; and nobody outside asks which form a duty has.
"""
