"""The record of work-safety campaigns as tests make it by hand: its classes, by what its sections hold."""

from campaign_rules import load_campaign

MODEL = load_campaign().record_model

SECTIONS = MODEL.items
Record, Hazard, Penalty = MODEL.record, SECTIONS["hazards"], SECTIONS["penalties"]
Event = MODEL.events["hazards"]
Found, RectificationPlan = (MODEL.shape.classes[f"{Hazard.__name__}{part}"] for part in ("Found", "Plan"))

EVENT_KINDS = tuple(MODEL.sections["hazards"].events.kinds)  # type: ignore[union-attr]  # hazards have events
EVENT_TITLES = {kind: MODEL.event_kind("hazards", kind).title for kind in EVENT_KINDS}
