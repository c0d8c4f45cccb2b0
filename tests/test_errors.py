"""Refusals carry what each face needs: a sentence, a key, an exit code."""

from guanxi.errors import GuanxiError, Refused, WrongCall


def test_refused_input_and_wrong_calls_have_exit_codes_of_their_own() -> None:
    refused, wrong = Refused("The file is empty."), WrongCall("There is no option --foo.")
    assert (refused.exit_code, refused.code) == (1, "refused")
    assert (wrong.exit_code, wrong.code) == (2, "wrong_call")
    assert isinstance(refused, GuanxiError)
    assert isinstance(wrong, GuanxiError)


def test_an_error_is_its_sentence() -> None:
    error = Refused("The disk is full.", code="disk_full", retry=True)
    assert str(error) == error.message == "The disk is full."
    assert (error.code, error.retry) == ("disk_full", True)
    assert Refused("The file is empty.").code == "refused"
    assert Refused("The file is empty.").retry is False
