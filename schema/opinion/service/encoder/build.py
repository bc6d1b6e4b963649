"""Making the default encoder: once, from the installed package, into the data folder.

Pieces of scripts that the platform does not read are left out, weights become
8-bit. It takes about twenty seconds and 600 MB, in a process of its own.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from schema.opinion.service.encoder.local import IDENTITY, MODEL, PIECES, TOKENIZER
from schema.opinion.service.encoder.packed import Packed, source

_KEPT = re.compile(
    "^[\u2581\u3400-\u9fff\u3000-\u303f\uff00-\uffef\u2000-\u206f\u2460-\u24ff\u0000-\u007e"
    "\u00b7\u2014\u2018-\u201f\u2026\U0001f300-\U0001faff\u2600-\u27bf\u2190-\u21ff]+$"
)
_LONG_LATIN = re.compile("\u2581?[A-Za-z]{6,}")
SPECIAL = 4


class NoEncoderError(Exception):
    """The package with the weights is not installed here, or nothing can be made of it."""


def build(folder: Path) -> Path:
    """Make the encoder in ``folder``/IDENTITY unless it is there; returns that folder.

    Two that build at once do no harm: the last rename wins, both made the same.
    Raises NoEncoderError, OSError.
    """
    target = folder / IDENTITY
    if (target / MODEL).is_file():
        return target
    packed_file = source()
    if packed_file is None:
        raise NoEncoderError
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as name:
        made = Path(name) / IDENTITY
        made.mkdir()
        _apart(made)
        if not target.exists():
            shutil.move(made, target)
    return target


def _apart(made: Path) -> None:
    """Make it in another process, whose memory is free again afterwards."""
    ended = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-m", __name__, str(made)], capture_output=True, check=False
    )
    if ended.returncode:
        lines = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NoEncoderError(lines[-1] if lines else f"status {ended.returncode}")


def _make(packed: Packed, folder: Path) -> None:
    import onnx  # noqa: PLC0415 - only whoever builds needs it
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    from schema.opinion.service.encoder.graph import encoder_graph  # noqa: PLC0415

    keep = [
        number
        for number, piece in enumerate(packed.pieces)
        if number < SPECIAL or (_KEPT.match(piece) and not _LONG_LATIN.fullmatch(piece))
    ]
    _tokenizer(packed, keep, folder)
    whole = folder / "whole.onnx"
    onnx.save(encoder_graph(packed, keep), str(whole))
    quantize_dynamic(
        str(whole),
        str(folder / MODEL),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
    )
    whole.unlink()


def _tokenizer(packed: Packed, keep: list[int], folder: Path) -> None:
    """The unigram tokenizer of the kept pieces, and the numbers of the special ones."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415

    shape = packed.shape
    new = {old: number for number, old in enumerate(keep)}
    pieces = [(packed.pieces[i], float(packed.scores[i])) for i in keep]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=new[shape.unknown]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement="\u2581", prepend_scheme="always"
    )
    tokenizer.save(str(folder / TOKENIZER))
    numbers: dict[str, object] = {
        "begin": new[shape.begin],
        "end": new[shape.end],
        "pad": new[shape.pad],
    }
    numbers["prefix"] = "query: "
    (folder / PIECES).write_text(json.dumps(numbers), encoding="utf-8")


if __name__ == "__main__":
    _make(Packed(Path(str(source())).read_bytes()), Path(sys.argv[1]))
