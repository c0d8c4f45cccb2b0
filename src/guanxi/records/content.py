"""What kind of file some bytes are, told by the bytes: a name can say anything."""

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
)
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
)
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
# How much of either end is looked at.
LOOKED_AT = 65_536


def content_type(head: bytes, tail: bytes = b"") -> str:
    """The type of what begins with ``head`` and ends with ``tail``.

    Whatever a browser could run (pages, drawings with scripts) is plain text here.
    """
    for place, sign, found in _MAGIC:
        if head[place : place + len(sign)] == sign:
            return found
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        for sign, found in _ZIPPED:
            if sign in head or sign in tail:
                return found
        return "application/zip"
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # What was cut off in the middle of a character is text all the same.
        return error.start >= len(head) - 3 and len(head) >= LOOKED_AT
    return True
