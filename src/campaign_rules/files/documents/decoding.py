"""A file's bytes as text: UTF-8, or what they look like instead."""

from __future__ import annotations

import codecs

from campaign_rules.base.errors import BadInput, Problem
from campaign_rules.base.texts import Text

MAX_BYTES = 64 * 2**20
"""A single document larger than this is refused."""


def decode(raw: bytes, file: str, error: type[BadInput] = BadInput) -> str:
    """Decode a file's bytes as UTF-8 (a byte order mark is allowed), or name what they look like instead.

    Raises:
        BadInput: (``error``) the bytes are not UTF-8, or are too many.
    """
    if len(raw) > MAX_BYTES:
        raise error(
            [
                Problem(
                    file,
                    1,
                    1,
                    "",
                    "too-large",
                    f"文件过大：超过 {MAX_BYTES >> 20} MB",
                    f"the file is too large: over {MAX_BYTES >> 20} MB",
                )
            ]
        )
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        looks = _looks_like(raw)
        text = Text(
            f"编码不是 UTF-8（像是 {looks}），请另存为 UTF-8",
            f"not UTF-8 (it looks like {looks}); save the file as UTF-8",
        )
        raise error([Problem(file, line, column, "", "encoding", text.zh, text.en)]) from None


def _looks_like(raw: bytes) -> str:
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "binary data 二进制数据"
    return "GBK"
