#!/usr/bin/env python3
"""Writes docs/verified.md: how far states and inner neurons of tests/data are from those of reference implementations.

verified.py NEURANK    writes the page, unless a model is too far from its reference
verified.py --check    exits 1 when the page does not list what there is to verify
"""
import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "verified.md"
LIMIT = 2e-5  # of the largest number of a tensor, at least of 1; two evaluations by one library differ by 3e-6

TODAY = "transformers 5.24.0"
OLD = "transformers 4.33.0.dev0"
ALLENNLP = "AllenNLP 0.9.0"
# folder: what it was computed with; options of `neurank states`; file with the numbers
MODELS = [
    ("albert", OLD, [], "expected"), ("bert", OLD, [], "expected"), ("distilbert", OLD, [], "expected"),
    ("electra", OLD, [], "expected"), ("roberta", OLD, [], "expected"), ("gpt2", OLD, [], "expected"),
    ("xlnet", OLD, ["--gelu", "erf"], "expected"), ("xlnet", "transformers 3.0.2", ["--gelu", "tanh"], "expected_tanh"),
    ("elmo", ALLENNLP, [], "expected"), ("t-elmo", ALLENNLP, [], "expected"),
] + [(name, TODAY, [], "expected") for name in (
    "xlm-roberta", "deberta-v2", "modernbert", "t5-encoder", "llama", "mistral", "qwen2", "qwen3", "gemma2",
    "gemma3_text", "olmo2", "phi3", "gpt_neox")]


def tensors(path):
    """Names to flat lists of the float32 tensors of a safetensors file."""
    raw = path.read_bytes()
    length, = struct.unpack("<Q", raw[:8])
    found = {}
    for name, entry in json.loads(raw[8:8 + length]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            found[name] = struct.unpack(f"<{(end - begin) // 4}f", raw[begin:end])
    return found


def states(neurank, folder, options):
    """What the program computes, and the family that it says it is."""
    with tempfile.TemporaryDirectory() as work:
        output = Path(work) / "states.safetensors"
        subprocess.run([neurank, "states", "--model", folder, "--ids", folder / "inputs.json", "--output", output,
                        *options], check=True, capture_output=True)
        return tensors(output)


def of_sequences(folder, found, marker):
    """Those tensors of a site that belong to sequences or sentences run alone."""
    inputs = json.loads((folder / "inputs.json").read_text())
    names = {item["name"] for item in inputs.get("sequences", [])} | set(inputs.get("sentences", {}))
    return {name: values for name, values in found.items() if name.split(marker)[0] in names and marker in name}


def difference(ours, theirs):
    """Largest difference over all tensors, as part of the largest number of its tensor."""
    worst = 0.0
    for name, want in theirs.items():
        got = ours.get(name, ())
        if len(got) != len(want):
            sys.exit(f"{name}: {len(got)} numbers, the reference has {len(want)}")
        scale = max(1.0, max(map(abs, want)))
        worst = max(worst, max(abs(a - b) for a, b in zip(got, want)) / scale)
    return worst


def family_of(folder):
    config = folder / "config.json"
    names = {"elmo": "elmo", "t-elmo": "transformer-elmo"}
    return names.get(folder.name) or json.loads(config.read_text())["model_type"]


def models():
    """What there is to verify: label, site, reference, folder, options, tensors."""
    for name, reference, options, expected in MODELS:
        folder = ROOT / "tests" / "data" / name
        sites = [("residual", [], expected, "/layer_")]
        if (folder / "expected_mlp.safetensors").exists():
            sites.append(("mlp", ["--site", "mlp"], "expected_mlp", "/mlp_"))
        for site, site_options, file, marker in sites:
            theirs = of_sequences(folder, tensors(folder / f"{file}.safetensors"), marker)
            label = family_of(folder) + (f" ({options[1]} GELU)" if options else "")
            yield label, site, reference, folder, options + site_options, theirs


def row(label, site, reference, theirs):
    return f"| {label} | {site} | {reference} | {len(theirs)} |"


HEAD = f"""# Verified families

Small random models of every family, computed by the family's reference implementation and by neurank. The difference is the
largest over all layers and positions of sequences run alone, as a part of the largest number of its tensor (at least of 1);
tests hold it below {LIMIT:g}, and in other ways: padded batches, configurations of both generations, ids and words of sentences.
This page is made by `tests/model/verified.py`; on another processor the last digits differ.

| family | site | reference | tensors | largest difference |
| --- | --- | --- | --- | --- |
"""


def write(neurank):
    lines = []
    for label, site, reference, folder, options, theirs in models():
        worst = difference(states(neurank, folder, options), theirs)
        if worst > LIMIT:
            sys.exit(f"{label}, {site}: {worst:.1e} is more than {LIMIT}")
        lines.append(f"{row(label, site, reference, theirs)} {worst:.0e} |\n")
    PAGE.write_text(HEAD + "".join(lines))


def check():
    listed = [line.rsplit("|", 2)[0] + "|" for line in PAGE.read_text().splitlines() if line.startswith("| ")][2:]
    wanted = [row(label, site, reference, theirs) for label, site, reference, _, _, theirs in models()]
    if listed != wanted:
        sys.exit(f"{PAGE} does not list what there is to verify: run {sys.argv[0]} NEURANK")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else write(sys.argv[1])
