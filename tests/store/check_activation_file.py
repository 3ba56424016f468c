"""Reads the sample file of sample_file.hpp with h5py, independently of neurank, and checks what it documents."""

import sys

import h5py
import numpy as np

file = h5py.File(sys.argv[1], "r")
words, layers, width = 200, 3, 20

assert file.attrs["format"] == "neurank-activations", file.attrs["format"]
assert file.attrs["version"] == 2 and file.attrs["complete"] == 1
assert file.attrs["model"] == "sample" and file.attrs["family"] == "bert"
assert file.attrs["layers"] == layers and file.attrs["width"] == width
assert file.attrs["site"] == "residual" and file.attrs["depth"] == layers - 1
assert list(file["layer_numbers"][:]) == list(range(layers)) and list(file["layer_widths"][:]) == [width] * layers
assert list(file.attrs["layer_names"]) == ["layer 0", "layer 1", "layer 2"]
assert file.attrs["activation"] == "gelu_tanh"
assert file.attrs["word_rule"] == "last" and file.attrs["dtype"] == "float16"
assert "Größe" in file.attrs["settings"]
assert len(file.attrs["checkpoint_sha256"]) == len(file.attrs["corpus_sha256"]) == 64

activations = file["activations"]
assert activations.dtype == np.dtype("<f2") and activations.shape == (words, layers * width)
assert activations.chunks is None and activations.compression is None
w, n = np.mgrid[0:words, 0 : layers * width]
expected = ((w * 37 + n * 101 + w * n % 13) % 2000 - 1000) / 8
valid = np.arange(words) % 11 != 5
assert (activations[:][valid] == expected[valid]).all()

assert file["valid"].dtype == np.uint8 and (file["valid"][:] == valid).all()
reasons = list(file["invalid_reason"].attrs["names"])
assert reasons[file["invalid_reason"][5]] == "the tokenizer leaves no piece", reasons
assert (file["invalid_reason"][:] == ~valid).all()

text = file["words"].asstr()[:]
assert text[0] == "naïve" and text[1] == "語1" and text[2] == "the" and len(text) == words
assert list(file["sentence_offsets"][:]) == list(range(0, words, 10)) + [words]
assert {k: list(v) for k, v in file["splits"].items()} == {"train": [0, 120], "dev": [120, 150], "test": [150, 200]}
pos = file["labels/pos"]
assert pos.dtype == np.int32 and list(pos.attrs["names"]) == ["ADJ", "NOUN", "X"] and pos.attrs["num_training"] == 2
assert pos[121] == 121 % 3

train = expected[:120][valid[:120]]
assert file["statistics/count"][()] == len(train)
for name, values in (("mean", train.mean(0)), ("variance", train.var(0)), ("minimum", train.min(0)),
                     ("maximum", train.max(0))):
    assert np.allclose(file["statistics"][name][:], values, rtol=1e-12, atol=1e-12), name
