"""make_steps.py OUTPUT: writes cases for tests/tokenizer/steps_test.cpp: small tokenizer.json contents, sentences, and
the ids that the `tokenizers` library (0.23.3) gives them. Pieces are whole stretches between cuts where there are any,
else bytes, so that the ids show every cut."""
import json
import sys

from tokenizers import Tokenizer, __version__

SENTENCES = [
    ["The", "cat's", "2nd", "life", ",", "don't", "you", "see", "?"],
    ["New York", "costs", "12345.50", "€", "½", "x²", "(", "—", ")"],
    ["Élan", "naïve", "ﬁne", "e\u0301te\u0301", "ＦＵＬＬ", "Ǆ", "İstanbul", "ΟΔΟΣ", "ﬁ\u0308"],
    ["中国", "人", "हिन्दी", "한국어", "\u00a0no-break", "tab\tin", "two  blanks", " lead", "end "],
    ["[E1]", "a[E1]b", "covid", "Covid-19", "cats", "cat", "``", "quoted", "''", "#tag", "_x_y", "$5", "a+b"],
    ["😀", "e", "\u200bzero", "\u0007bell", "soft\u00adhyphen", "\ufb01"],
]
BYTES = [f"<0x{b:02X}>" for b in range(256)]


def metaspace(**settings):
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True, **settings}


def split(pattern, behavior, invert=False):
    return {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}


def sequence(kind, *parts):
    return {"type": "Sequence", kind: list(parts)}


BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None}
LLAMA = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
NORMALIZERS = [
    None, *({"type": t} for t in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents")),
    {**BERT, "lowercase": True}, {**BERT, "lowercase": False}, {**BERT, "clean_text": False, "lowercase": True},
    {"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "Prepend", "prepend": "▁"},
    {"type": "Replace", "pattern": {"String": "``"}, "content": '"'},
    {"type": "Replace", "pattern": {"Regex": r"\s{2,}|[\n\r\t]"}, "content": " "},
    sequence("normalizers", {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"}),
    sequence("normalizers", {"type": "Prepend", "prepend": "▁"},
             {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}),
]
PRE_TOKENIZERS = [
    {"type": "BertPreTokenizer"}, {"type": "Whitespace"}, {"type": "WhitespaceSplit"}, metaspace(),
    metaspace(prepend_scheme="first"), metaspace(prepend_scheme="never"), metaspace(split=False),
    {"type": "Punctuation", "behavior": "Isolated"}, {"type": "Punctuation", "behavior": "MergedWithPrevious"},
    {"type": "Digits", "individual_digits": True}, {"type": "Digits", "individual_digits": False},
    *(split({"String": " "}, b) for b in ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")),
    split({"Regex": r"\w+"}, "Removed", True), split({"Regex": r"\p{L}+"}, "Contiguous", True),
    split({"Regex": LLAMA}, "Isolated"), split({"Regex": r"[\s_]+"}, "MergedWithNext"),
    sequence("pretokenizers", {"type": "WhitespaceSplit"}, metaspace()),
    sequence("pretokenizers", {"type": "Punctuation", "behavior": "Contiguous"},
             {"type": "Digits", "individual_digits": True}, metaspace(prepend_scheme="first")),
]
BYTE_LEVELS = [
    {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": True} for prefix in (True, False)
] + [sequence("pretokenizers", split({"Regex": LLAMA}, "Isolated"),
              {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False})]


def added(id, content, **settings):
    return {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
            "special": False, **settings}


ADDED = [
    [added(256, "[E1]")], [added(256, "[E1]", lstrip=True)], [added(256, "[E1]", rstrip=True, lstrip=True)],
    [added(256, "cat", single_word=True), added(257, "cats")], [added(256, "cat")],
    [added(256, "covid", normalized=True), added(257, "[E1]", normalized=True)],
]


def file(normalizer, pre_tokenizer, model, tokens=()):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(tokens),
            "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": None, "decoder": None,
            "model": model}


def pairs(pieces, merges=(), **settings):
    return {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, **settings,
            "vocab": {piece: id for id, piece in enumerate(pieces)}, "merges": [list(m) for m in merges]}


def cuts(normalizer, pre_tokenizer, byte_level=False):
    """A tokenizer whose pieces are all stretches that its steps make of the sentences."""
    alphabet = [byte_spelling(b) for b in range(256)] if byte_level else BYTES
    settings = {"ignore_merges": True, "byte_fallback": not byte_level}
    probe = Tokenizer.from_str(json.dumps(file(normalizer, pre_tokenizer, pairs(alphabet, **settings))))
    stretches = []
    for words in SENTENCES:
        text = " ".join(words)
        if probe.normalizer:
            text = probe.normalizer.normalize_str(text)
        for stretch, _ in probe.pre_tokenizer.pre_tokenize_str(text) if pre_tokenizer else [(text, 0)]:
            if stretch not in stretches and stretch not in alphabet:
                stretches.append(stretch)
    return file(normalizer, pre_tokenizer, pairs(alphabet + stretches, **settings))


def byte_spelling(byte):
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return chr(byte) if byte in shown else chr(256 + [b for b in range(256) if b not in shown].index(byte))


def unigrams(byte_fallback):
    pieces = [("<unk>", 0.0), ("▁", -2.0), ("▁the", -3.0), ("cat", -4.5), ("ca", -3.0), ("t", -1.5), ("s", -1.5),
              ("ts", -3.0), ("e", -2.5), ("▁c", -4.0), ("a", -2.5), ("!", -5.0), ("!!", -10.0), ("n", -3.0)]
    if byte_fallback:
        pieces += [(piece, 0.0) for piece in BYTES]
    model = {"type": "Unigram", "unk_id": 0, "vocab": [list(p) for p in pieces], "byte_fallback": byte_fallback}
    return file(None, metaspace(), model)


def merged():
    letters = ["<unk>", "a", "b", "c", "▁", "ab", "abc", "bc", "▁a"]
    merges = [("a", "b"), ("ab", "c"), ("b", "c"), ("▁", "a")]
    for settings in ({"unk_token": "<unk>"}, {"unk_token": "<unk>", "fuse_unk": True},
                     {"unk_token": "<unk>", "byte_fallback": True}):
        extra = BYTES if "byte_fallback" in settings else []
        yield file(None, metaspace(), pairs(letters + extra, merges, **settings))


def tokenizers():
    yield from (cuts(n, None if n is None else {"type": "WhitespaceSplit"}) for n in NORMALIZERS)
    yield from (cuts(None, p) for p in PRE_TOKENIZERS)
    yield from (cuts(None, p, True) for p in BYTE_LEVELS)
    for tokens in ADDED:
        for normalizer in (None, {"type": "Lowercase"}):
            yield file(normalizer, metaspace(prepend_scheme="first"), pairs(BYTES, byte_fallback=True), tokens)
    yield unigrams(False)
    yield unigrams(True)
    yield from merged()


def main():
    extra = [["the", "cats", "cat!!!", "eat", "zzz", "tz"], ["abc", "aabbc", "xyz", "abxé", "b"]]
    cases = []
    for content in tokenizers():
        tokenizer = Tokenizer.from_str(json.dumps(content))
        ids = [tokenizer.encode(" ".join(words), add_special_tokens=False).ids for words in SENTENCES + extra]
        cases.append({"tokenizer": content, "ids": ids})
    result = {"made with": f"tokenizers {__version__}", "sentences": SENTENCES + extra, "cases": cases}
    with open(sys.argv[1], "w", encoding="utf-8") as output:
        json.dump(result, output, ensure_ascii=True, separators=(",", ":"))
        output.write("\n")


main()
