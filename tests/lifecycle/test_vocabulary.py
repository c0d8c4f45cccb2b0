"""Words and numbers of stages, signals and flags: files and pages rely on them."""

from guanxi.lifecycle import vocabulary
from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES, flag_text
from tests.lifecycle import reference


def test_the_number_of_a_stage_is_its_place_in_the_list() -> None:
    for number, word in enumerate(STAGES, start=1):
        assert getattr(vocabulary, word.key.upper()) == number
        assert getattr(reference, word.key.upper()) == number


def test_the_number_of_a_signal_is_its_place_in_the_list() -> None:
    for number, word in enumerate(SIGNALS, start=1):
        assert getattr(vocabulary, word.key.upper()) == number


def test_signals_stand_in_the_order_of_their_precedence() -> None:
    assert "".join(word.code for word in SIGNALS) == "cxWLARovk+^~="


def test_a_flag_is_one_bit_in_the_order_of_the_files() -> None:
    assert tuple(word.key for word in FLAGS) == reference.FLAGS
    assert [getattr(vocabulary, word.key.upper()) for word in FLAGS] == [1, 2, 4, 8, 16, 32, 64]


def test_flags_are_written_in_their_order_joined_by_a_bar() -> None:
    assert flag_text(0) == ""
    assert flag_text(vocabulary.MIX_EFFECT) == "mix_effect"
    assert flag_text(vocabulary.ROUTINE_RISK | vocabulary.NO_DEMAND) == "no_demand|routine_risk"
    assert flag_text(127) == "|".join(reference.FLAGS)


def test_every_word_has_a_key_and_both_languages_of_its_own() -> None:
    for words in (STAGES, SIGNALS, FLAGS):
        for column in ("key", "en", "zh"):
            values = [getattr(word, column) for word in words]
            assert all(values)
            assert len(set(values)) == len(values)
        assert all(word.zh.isascii() is False for word in words)
