"""Commands of Flight SQL, told from SQL as Dremio does: by whether the bytes can be read as one."""

PREFIX = b"type.googleapis.com/arrow.flight.protocol.sql."


def is_command(text: bytes) -> bool:
    """
    Whether a message of protobuf's Any with a type of Flight SQL can be read from the bytes.
    Source: DremioFlightProducer of dremio-oss 25.2, which parses every command so first; protobuf's encoding, wire types.
    """
    try:
        return _type(text).startswith(PREFIX)
    except (IndexError, ValueError):
        return False


def _type(text: bytes) -> bytes:
    """The last value of field 1; an error where the bytes are no message."""
    at, found, groups = 0, b"", []
    while at < len(text):
        key, at = _number(text, at)
        field, kind = key >> 3, key & 7
        if field == 0:
            raise ValueError("no field has the number 0")
        if kind == 0:
            _, at = _number(text, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        elif kind == 2:
            length, at = _number(text, at)
            if field == 1 and not groups:
                found = text[at : at + length]
            at += length
        elif kind == 3:
            groups.append(field)
        elif kind == 4:
            if not groups or groups.pop() != field:
                raise ValueError("a group ends that has not begun")
        else:
            raise ValueError("no such wire type")
        if at > len(text):
            raise ValueError("the message ends too soon")
    if groups:
        raise ValueError("a group does not end")
    return found


def _number(text: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = text[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("a number of more than 64 bits")
