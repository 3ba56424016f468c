"""Holds a checkout to what its sources promise and a compiler does not ask for. Exit status 1 names each breach.

    python3 tests/architecture/check_house.py [CHECKOUT]

No function of src or pipeline has more than 40 lines; every public type and free function of their headers has a comment;
every path in the README's table of questions exists.
"""

import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import measure  # the script beside this one

MOST_LINES = 40


def long_functions(product):
    for source in product:
        for d in source.declarations:
            lines = d.last - d.first + 1
            if d.kind == "function" and d.has_body and lines > MOST_LINES:
                yield f"{source.name}:{d.first}: {d.name} has {lines} lines, {MOST_LINES} are allowed"


def untold_declarations(product):
    for source in product:
        for d in measure.bare_declarations(source) if not source.is_unit else ():
            yield f"{source.name}:{d.first}: {d.name} is public and has no comment"


def missing_paths(checkout):
    for number, line in enumerate(measure.read(checkout / "README.md").splitlines(), 1):
        if not re.match(r"\| [^|]*\? \|", line):
            continue
        for path in re.findall(r"`([\w.-]+/[\w./-]+)`", line):
            if not (checkout / path).exists():
                yield f"README.md:{number}: there is no {path}"


def main():
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    product = [source for source in measure.read_sources(checkout) if source.in_product]
    if len(product) < 2:
        sys.exit(f"{checkout} has no C++ in src or pipeline")
    breaches = [*long_functions(product), *untold_declarations(product), *missing_paths(checkout)]
    print("\n".join(breaches))
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
