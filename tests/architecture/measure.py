"""Measures a checkout: rooms, functions, casts, comparisons, libraries seen, comments, file names, seconds of a build.

    python3 tests/architecture/measure.py [CHECKOUT] [--build DIR]

CHECKOUT is the one that this script lies in where not given, DIR the folder of a Ninja build. Only C++ files count
(.cpp, .hpp, .h). The numbers come from a scanner of the text, not from a compiler: all branches of the preprocessor
count, and what a macro expands to is not seen.
"""

import argparse
import re
from bisect import bisect_left
from collections import Counter, defaultdict, namedtuple
from pathlib import Path

PRODUCT = ("src", "pipeline")

UNREAD = re.compile(r"""
        (?P<kept>^[ \t]*\#[ \t]*include[^\n]* | \b\d(?:'?[\w.])*)  # 1'000 begins no character constant
      | (?P<comment>//[^\n]* | /\*.*?\*/)
      | (?:u8|[uUL])?R"(?P<mark>[^()\s\\]*)\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""", re.VERBOSE | re.DOTALL | re.MULTILINE)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d(?:'?[\w.])*|\"[^\"]*\"|'[^']*'|::|->|<=>|&&|\|\||[=!<>+\-*/%&|^]=|\S")
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]+)", re.MULTILINE)

# These read heads, as Scanner makes them.
NO_NAME = r"(?:__attribute__|alignas|decltype|explicit|noexcept|requires|static_assert) "
NAME = rf"(?!{NO_NAME})(?:\w+ (?:<> )?:: )*(?:operator (?:\(0\) |[^\w(]+|[^(=]+)|(?:~ )?\w+ (?:<> )?)"
FUNCTION = re.compile(rf"(?:{NO_NAME}\(\d*\) |[^ =(]+ )*?({NAME})\((\d+)\) ")
TYPE = re.compile(r"\b(?:class|struct|union|enum) (?:class |struct )?(?:alignas \(\d*\) |\[\] )*(\w*)")
NAMESPACE = re.compile(r'(?:inline )?namespace |extern " " $')
CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
ACCESS = ("public ", "protected ", "private ")

NAMED_CAST = re.compile(r"\b(static_cast|const_cast|reinterpret_cast|dynamic_cast)\b")
ARITHMETIC = (r"(?:(?:std::)?(?:size_t|ptrdiff_t|u?int(?:8|16|32|64)_t)|(?:Eigen::)?Index"
              r"|bool|char|short|int|long|unsigned|float|double)")
C_CAST = re.compile(rf"(?<![\w)\]>])\((?:const )?(?:void|(?:(?:unsigned|signed|long) )*{ARITHMETIC}|[\w:<>]+ ?[*&]+)\)"
                    r"(?! ?(?:const|noexcept|override|final)\b) ?[\w(~!\"'-]")
FUNCTIONAL_CAST = re.compile(rf"(?<![\w:.])(?<!\w<)(?<!operator ){ARITHMETIC}[({{]")
CONSTANT = re.compile(r"\s*[-+]?(?:\d(?:[eEpP][-+]|[\w.'])*|true|false|'[^']*')?\s*[)}]")
COMPARISON = re.compile(r'([!=]=\s*)?"[^"]*"(\s*[!=]=)?')

LIBRARIES = {"torch": r"(torch|ATen|c10)/", "Eigen": r"(unsupported/)?Eigen/", "nlohmann": r"nlohmann/",
             "hdf5": r"hdf5|H5", "mpi": r"mpi\.h$", "yaml-cpp": r"yaml-cpp/", "boost": r"boost/"}

Declaration = namedtuple("Declaration", "kind name parameters first head_end last scope has_body")


def blank(text):
    """Spaces in place of a text, in the same lines."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """The code alone: comments become spaces and literals empty, every other character keeps its place."""
    def replace(match):
        found = match[0]
        literal = found[-1] + blank(found[1:-1]) + found[-1]
        return found if match["kept"] else blank(found) if match["comment"] else literal

    return UNREAD.sub(replace, text)


def partners(words):
    """Place of each opening bracket, and of each "<" of template arguments -> place of the one that closes it."""
    result, unclosed = {}, []
    for i, word in enumerate(words):
        if word in (";", ")", "]", "}"):
            while unclosed and words[unclosed[-1]] == "<":  # it compares
                unclosed.pop()
        if word in ("(", "[", "{") or word == "<" and re.match(r"(?!operator$)[A-Za-z_]", words[i - 1]):
            unclosed.append(i)
        elif unclosed and word == CLOSING[words[unclosed[-1]]]:
            result[unclosed.pop()] = i
    return dict.fromkeys(unclosed, len(words) - 1) | result


def classify(head):
    """Kind, name and number of parameters of what a head declares.

    The kind is "" for variables and aliases, and where the brace behind the head is an initialiser.
    """
    if NAMESPACE.match(head):
        return "namespace", "", 0
    if function := FUNCTION.match(head):
        rest = head[function.end() :]
        initialises_member = " : " in f" {rest}" and not rest.endswith((") ", "} "))
        name = function[1].replace(" ", "").replace("<>", "").replace("(0)", "()")
        return "" if initialises_member else "function", name, int(function[2])
    found = TYPE.search(head) if "=" not in head else None
    return ("type", found[1], 0) if found else ("", "", 0)


class Scanner:
    """Finds the declarations of namespaces and classes in code without comments; bodies of functions are passed over.

    The head of a declaration is its text up to ";" or "{" with a space behind each token. Parentheses in it hold the
    number of parameters alone, brackets, braces and template arguments nothing: "std :: vector <> f (2) const ".
    """

    def __init__(self, code):
        tokens = list(TOKEN.finditer(DIRECTIVE.sub(lambda match: blank(match[0]), code)))
        newlines = [match.start() for match in re.finditer("\n", code)]
        self.words = [token[0] for token in tokens]
        self.lines = [bisect_left(newlines, token.start()) + 1 for token in tokens]
        self.partner = partners(self.words)

    def declarations(self, begin=0, end=None, scope="namespace"):
        """All declarations between two tokens, in their order; members follow their class."""
        head, first, i = "", begin, begin
        while i < (len(self.words) if end is None else end):
            word, close = self.words[i], self.partner.get(i)
            first = first if head else i
            kind, name, parameters = classify(head) if word in ("{", ";") else ("", "", 0)
            while word == "{" and kind == "function" and self.words[close + 1 : close + 2] == ["catch"]:
                close = self.partner[self.partner[close + 2] + 1]  # a try block is the whole body
            if kind in ("type", "function") or word == ";" and head:
                lines = (self.lines[place] for place in (first, i, close or i))
                yield Declaration(kind, name, parameters, *lines, scope, word == "{")
            if word == "{" and kind in ("type", "namespace"):
                yield from self.declarations(i + 1, close, "class" if kind == "type" else scope)
            ends = word == ";" or kind or word == ":" and head in ACCESS
            head = "" if ends else head + self.shown(i, close)
            i = (close or i) + 1

    def shown(self, i, close):
        """A token or the group that it opens, as a head shows it."""
        if self.words[i] == "(":
            return f"({self.count_parameters(i, close)}) "
        return self.words[i] + (self.words[close] if close else "") + " "

    def count_parameters(self, i, close):
        """Parameters between two parentheses; "" when they hold a pointer's name or a value."""
        if self.words[i + 1 : close] in ([], ["void"]):
            return 0
        if not re.match(r"[A-Za-z_:\[.]", self.words[i + 1]):
            return ""
        count, i = 1, i + 1
        while i < close:
            count += self.words[i] == ","
            i = self.partner.get(i, i) + 1
        return count


def read(path):
    """A file's text, empty when there is none."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


class Source:
    """A C++ file of the checkout."""

    def __init__(self, checkout, path):
        parts = path.relative_to(checkout).parts
        self.name, self.stem, self.is_unit = "/".join(parts), path.stem, path.suffix == ".cpp"
        self.in_product = parts[0] in PRODUCT
        self.room = "/".join(parts[:2]) if self.in_product else parts[0]
        self.text = read(path)
        self.code = without_comments(self.text)
        self.includes = INCLUDE.findall(self.code)
        self.declarations = list(Scanner(self.code).declarations())


def read_sources(checkout):
    paths = [path for tree in (*PRODUCT, "tests") for path in sorted((checkout / tree).rglob("*.[ch]*"))]
    data = checkout / "tests/data"
    return [Source(checkout, p) for p in paths if p.suffix in (".cpp", ".hpp", ".h") and data not in p.parents]


def print_section(title, rows):
    """A title and its rows, aligned: numbers to the right, text to the left."""
    print(title)
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows)]
    for row in rows:
        cells = (c.ljust(w) if isinstance(c, str) else str(c).rjust(w) for c, w in zip(row, widths))
        print(("  " + "  ".join(cells)).rstrip())
    print()


def show_rooms(sources):
    """Files and lines of every folder of src and pipeline with all below it, and of the tests without their data."""
    files, lines = Counter(), Counter()
    for source in sources:
        for key in {source.room, "src and pipeline" if source.in_product else "tests", "all"}:
            files[key] += 1
            lines[key] += source.text.count("\n")
    order = sorted(files.keys() - {"src and pipeline", "tests", "all"}) + ["src and pipeline", "tests", "all"]
    print_section("rooms: files, lines", [(key, files[key], lines[key]) for key in order])


def show_functions(product):
    """Lines of all functions with a body, from the first line of the signature to the closing brace; parameters.

    Methods, constructors, operators and templates count; lambdas and classes inside of a function belong to it.
    """
    functions = [(d.last - d.first + 1, d.parameters, f"{source.name}:{d.first}", d.name)
                 for source in product for d in source.declarations if d.kind == "function" and d.has_body]
    lengths = sorted(length for length, *_ in functions)
    rows = [("count", len(lengths)), ("p50", lengths[len(lengths) // 2]), ("p90", lengths[len(lengths) * 9 // 10]),
            ("longest", lengths[-1]), *((f"over {most}", sum(n > most for n in lengths)) for most in (25, 40))]
    print_section("functions in src and pipeline: lines", rows)
    longest = sorted((-length, place, name) for length, _, place, name in functions if length > 25)
    print_section("functions over 25 lines", [(place, name, -length) for length, place, name in longest])
    counts = Counter(min(parameters, 9) for _, parameters, *_ in functions)
    print_section("functions by parameters", [("9+" if n == 9 else str(n), counts[n]) for n in range(10)])
    many = sorted((-parameters, place, name) for _, parameters, place, name in functions if parameters >= 7)
    print_section("functions of 7 or more parameters", [(place, name, -parameters) for parameters, place, name in many])


def show_casts(product):
    """Casts by kind.

    A functional cast is an arithmetic type - a builtin one, one of std's integers or Index - with "(" or "{" directly
    behind it, as in double(x). With a space between it is a declaration or a return type; after a template's "<" it is
    the type of a function, as in std::function<bool(int)>; after "operator" a conversion is defined. One literal or
    nothing inside, as in Index{0}, makes a typed constant, which is no cast and counts apart.
    """
    kinds = Counter(dict.fromkeys(("static_cast", "const_cast", "reinterpret_cast", "dynamic_cast"), 0))
    constants = 0
    for code in (source.code for source in product):
        kinds.update(NAMED_CAST.findall(code))
        kinds["(T)x"] += len(C_CAST.findall(code))
        is_constant = [bool(CONSTANT.match(code, match.end())) for match in FUNCTIONAL_CAST.finditer(code)]
        kinds["T(x), T{x}"] += is_constant.count(False)
        constants += is_constant.count(True)
    rows = [*kinds.items(), ("sum", kinds.total()), ("typed constants, no casts", constants)]
    print_section("casts in src and pipeline", rows)


def show_comparisons(product):
    """String literals with == or != on either side, by room."""
    counts = Counter()
    for source in product:
        counts[source.room] += sum(bool(before or after) for before, after in COMPARISON.findall(source.code))
    print_section("comparisons with a string literal", [*sorted(counts.items()), ("sum", counts.total())])


def show_libraries(sources):
    """Who sees a library: files of src and pipeline that include it, and translation units to which it comes at all.

    The project's own includes are relative to src, pipeline or tests; through them a library comes from file to file.
    """
    by_name = {source.name: source for source in sources}
    def reached(unit):
        seen, pending = set(), [unit]
        while pending:
            fresh = set(pending.pop().includes) - seen
            seen |= fresh
            names = (f"{tree}/{header}" for header in fresh for tree in (*PRODUCT, "tests"))
            pending += [by_name[name] for name in names if name in by_name]
        return seen

    headers = {"files": [source.includes for source in sources if source.in_product],
               "units": [reached(source) for source in sources if source.is_unit and source.in_product],
               "test units": [reached(source) for source in sources if source.is_unit and not source.in_product]}
    rows = [("", *headers)]
    for library, pattern in LIBRARIES.items():
        sees = re.compile(pattern).match
        rows.append((library, *(sum(any(map(sees, seen)) for seen in group) for group in headers.values())))
    print_section("who sees a library", [*rows, ("all", *map(len, headers.values()))])


def bare_declarations(source):
    """Types and free functions of a header's namespaces that no comment tells about.

    A comment tells about the declaration that begins right below it and about those that follow this one without a
    blank line; a "///<" at the end of a declaration's first or last lines tells about that one.
    """
    lines = [line.strip() for line in source.text.splitlines()]
    last, told = 0, False
    for d in (d for d in source.declarations if d.scope == "namespace"):
        if d.first > last + 1:
            above = lines[d.first - 2]
            told = above.startswith("//") and not above.startswith("///<")
        last = d.last
        trailing = any("///<" in line for line in (*lines[d.first - 1 : d.head_end], lines[d.last - 1]))
        is_public = d.kind == "type" and d.has_body or d.kind == "function" and "::" not in d.name
        if is_public and not told and not trailing:
            yield d


def show_bare(product):
    headers = [source for source in product if not source.is_unit]
    for kind in ("type", "function"):
        rows = [(f"{h.name}:{d.first}", d.name) for h in headers for d in bare_declarations(h) if d.kind == kind]
        print_section(f"public {kind}s without a comment: {len(rows)}", rows)


def show_twins(product):
    """File names, without their endings, that more than one room has."""
    rooms = defaultdict(set)
    for source in product:
        rooms[source.stem].add(source.room)
    twins = [(stem, ", ".join(sorted(found))) for stem, found in sorted(rooms.items()) if len(found) > 1]
    print_section(f"file names in more than one room: {len(twins)}", twins)


def show_compiler(log):
    """Seconds from start to end of every object file, by target; of an output built again the last time counts."""
    fields = [line.split("\t") for line in log.splitlines() if line.count("\t") == 4]
    seconds = {output: (int(end) - int(start)) / 1000 for start, end, _, output, _ in fields if output.endswith(".o")}
    by_target = defaultdict(list)
    for output, time in seconds.items():
        target = re.search(r"CMakeFiles/([^/]+)\.dir/", output)
        by_target["tests" if output.startswith("tests/") else target[1] if target else output].append(time)
    rows = [(target, len(times), round(sum(times), 1)) for target, times in sorted(by_target.items())]
    print_section("compiler: steps, seconds", [*rows, ("all", len(seconds), round(sum(seconds.values()), 1))])


def show_tests(costs, log):
    """Seconds of the tests, each in the mean of its runs; those of the last run, and its minutes by the clock."""
    means = re.findall(r"^.* \d+ ([\d.e+-]+)$", costs, re.MULTILINE)
    times = re.findall(r"^<end of output>\nTest time = +([\d.]+) sec$", log, re.MULTILINE)
    clock = re.findall(r"^(?:Start|End) testing: .* (\d+):(\d+)", log, re.MULTILINE)
    rows = [(name, len(all_seconds), round(sum(map(float, all_seconds)), 1))
            for name, all_seconds in (("mean of the runs", means), ("last run", times)) if all_seconds]
    if len(clock) == 2:
        start, end = (int(hours) * 60 + int(minutes) for hours, minutes in clock)
        rows.append(("last run, minutes by the clock", "", (end - start) % (24 * 60)))
    if rows:
        print_section("tests: number, seconds", rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--build", type=Path, help="folder of a Ninja build: shows the seconds of compiler and tests")
    arguments = parser.parse_args()
    sources = read_sources(arguments.checkout)
    product = [source for source in sources if source.in_product]
    if not product:
        parser.error(f"{arguments.checkout} has no C++ in src or pipeline")
    show_rooms(sources)
    for show in (show_functions, show_casts, show_comparisons):
        show(product)
    show_libraries(sources)
    show_bare(product)
    show_twins(product)
    if arguments.build:
        logs = (".ninja_log", "Testing/Temporary/CTestCostData.txt", "Testing/Temporary/LastTest.log")
        compiler, *tests = (read(arguments.build / log) for log in logs)
        show_compiler(compiler)
        show_tests(*tests)


if __name__ == "__main__":
    main()
