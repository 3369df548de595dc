import pytest

from campaign_rules.rules.outcomes import outcome_set

DECLARED = ("transfer", "dual", "order", "none")


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        ((False, False, False, True), ("none",)),
        ((False, None, True, True), ("none",)),  # it stands alone
        ((True, True, False, False), ("transfer", "dual")),
        ((False, None, True, False), ("order", "undetermined")),
        ((False, False, False, None), ("undetermined",)),
        ((False, False, False, False), ()),
    ],
)
def test_outcomes_are_a_set_in_declared_order(truths: tuple[bool | None, ...], expected: tuple[str, ...]) -> None:
    assert outcome_set(dict(zip(DECLARED, truths, strict=True)), "none") == expected
