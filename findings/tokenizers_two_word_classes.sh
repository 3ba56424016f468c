#!/usr/bin/env bash
# The pre-tokenizer Whitespace and the pattern that it is documented as do not cut alike.
#
# Library: tokenizers 0.23.3.
#
# One would guess: Whitespace, documented as the pattern \w+|[^\w\s]+, can be written as Split with this pattern (and
# blanks taken off), in a tokenizer.json or in another program. The pattern's \w is one class of characters, Unicode's.
#
# What happens: the two go through different engines with different classes. Of all code points eight differ. Split
# (and Replace) count the superscripts and fractions of Latin-1 as letters, but no other ones: "x½" is one pre-token,
# "x⅓" two; Whitespace cuts both. Whitespace counts the two joiners U+200C and U+200D as letters, Split does not: a
# Persian verb with its prefix behind a joiner is one pre-token for the one and three for the other. So a vocabulary
# trained behind Whitespace has pieces that can never come up behind the equal-looking Split.
#
# Output seen:
#   tokenizers 0.23.3
#   a letter for Split alone: U+00B2 U+00B3 U+00B9 U+00BC U+00BD U+00BE
#   a letter for Whitespace alone: U+200C U+200D
#   1½ cups of x⅓    Split: 1½|cups|of|x|⅓    Whitespace: 1|½|cups|of|x|⅓
#   5 m² per kg⁴     Split: 5|m²|per|kg|⁴    Whitespace: 5|m|²|per|kg|⁴
#   the Persian verb: Split: 3 pre-tokens, Whitespace: 1
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet tokenizers==0.23.3
venv/bin/python - <<'PY'
import sys
import tokenizers
from tokenizers import Regex
from tokenizers.pre_tokenizers import Sequence, Split, Whitespace, WhitespaceSplit

print("tokenizers", tokenizers.__version__)
cutters = {"Split": Sequence([WhitespaceSplit(), Split(Regex(r"\w+|[^\w\s]+"), "isolated")]), "Whitespace": Whitespace()}

def cut(name, text):
    return [piece for piece, _ in cutters[name].pre_tokenize_str(text)]

def is_letter(name, character):  # not cut off from a letter before it
    return len(cut(name, "x" + character)) == 1

letters = {name: set() for name in cutters}
for code in range(33, 0x110000):
    if 0xD800 <= code < 0xE000 or not ("x" + chr(code)).strip() == "x" + chr(code):
        continue
    for name in cutters:
        if is_letter(name, chr(code)):
            letters[name].add(code)

alone = {"Split": letters["Split"] - letters["Whitespace"], "Whitespace": letters["Whitespace"] - letters["Split"]}
for name, codes in alone.items():
    print(f"a letter for {name} alone:", *(f"U+{code:04X}" for code in sorted(codes)))
for text in ("1½ cups of x⅓", "5 m² per kg⁴"):
    print(f"{text:16}", "    ".join(f"{name}: {'|'.join(cut(name, text))}" for name in cutters))
verb = "\u0645\u06cc\u200c\u0631\u0648\u0645"
print("the Persian verb:", ", ".join(f"{name}: {len(cut(name, verb))} pre-token" + "s" * (len(cut(name, verb)) > 1)
                                      for name in cutters))
holds = (alone["Split"] == {0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE} and alone["Whitespace"] == {0x200C, 0x200D}
         and len(cut("Split", verb)) == 3 and len(cut("Whitespace", verb)) == 1)
if not holds:
    sys.exit("CHANGED: the lines above are no longer as the head of this script has them")
print("HOLDS: \\w is one class for Whitespace and another for the patterns of Split")
PY
