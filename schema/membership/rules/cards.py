"""Numbers of membership cards: a series, a running number, and a check digit."""

from stdnum import luhn


def card_number(prefix: str, digits: int, sequence: int) -> str:
    """``prefix`` + ``sequence`` in ``digits`` digits + the check digit of ISO/IEC 7812.

    Raises ValueError when the series is used up.
    """
    running = f"{sequence:0{digits}d}"
    if len(running) > digits:
        message = f"the series {prefix} has no number {sequence}"
        raise ValueError(message)
    body = prefix + running
    return body + str(luhn.calc_check_digit(body))


def is_card_number(number: str) -> bool:
    """Whether the check digit of a number that we gave out is right."""
    return bool(luhn.is_valid(number))
