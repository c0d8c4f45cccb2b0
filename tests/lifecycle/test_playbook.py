"""Strategy and playbook as they ship: complete, in both languages, and referring to what exists."""

from guanxi.lifecycle.playbook import ACTIONS
from guanxi.lifecycle.strategy import CHECKLIST, ROLES, SHEETS, Text, is_ahead_of_process, items_of, sheet_of
from guanxi.lifecycle.triggers import TRIGGERS, WAITS_FOR, On
from guanxi.lifecycle.vocabulary import FLAGS, INITIAL, INTERRUPTED, SIGNALS, STAGES


def _texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    return [text for part in value for text in _texts(part)] if isinstance(value, tuple) else []


def test_every_text_is_there_in_both_languages() -> None:
    texts = _texts((SHEETS, CHECKLIST, ROLES, ACTIONS, tuple(TRIGGERS.values())))
    assert len(texts) > 250
    for text in texts:
        assert text.en.isascii(), text
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), text


def test_every_stage_has_a_sheet_and_every_action_a_place_in_it() -> None:
    assert [sheet.stage for sheet in SHEETS] == list(range(1, len(STAGES) + 1))
    assert sheet_of(INTERRUPTED).position.en == "former supplier"
    for action in ACTIONS:
        assert action.stages
        assert set(action.stages) <= set(range(1, len(STAGES) + 1))
        assert action.due > 0


def test_fifty_eight_actions_stand_in_order() -> None:
    assert [action.key for action in ACTIONS] == [f"P{number:02}" for number in range(1, 59)]
    assert {action.role for action in ACTIONS} == {role.key for role in ROLES}
    assert {action.department for action in ACTIONS} <= {"sales", "service", "marketing", "management"}


def test_each_trigger_is_a_signal_a_flag_or_an_event_and_each_starts_something() -> None:
    assert {action.on for action in ACTIONS} == set(On) == set(TRIGGERS)
    words = {signal.key for signal in SIGNALS} | {flag.key for flag in FLAGS}
    assert {"advanced", "regressing", "share_unknown"} <= {on.value for on in On} & words


def test_what_needs_selling_or_service_is_marked_and_nothing_else() -> None:
    assert set(WAITS_FOR.values()) == {"selling", "service"}
    assert {action.key for action in ACTIONS if action.waits_for} == {"P01", "P15", "P23", "P28", "P43"}


def test_fewer_than_half_of_the_steps_is_ahead_of_the_process() -> None:
    steps = len(items_of(INITIAL))
    assert is_ahead_of_process(INITIAL, (steps - 1) // 2)
    assert not is_ahead_of_process(INITIAL, (steps + 1) // 2)
    assert all(item.phase != "repair" for item in items_of(INITIAL))
