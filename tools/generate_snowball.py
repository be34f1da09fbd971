"""Writes rust/core/src/analysis/stemmers/snowball/languages/ from the package snowballstemmer 3.0.0.

Snowball's compiler writes its stemmers in several languages. Here those that it wrote in Python, as PyPI has
them, are translated into Rust on the runtime in ``snowball/word.rs``: labelled blocks take the place of
exceptions, and tables that of objects. The package's 3.0.0 is of the generation that Milvus' server uses; a
newer one makes other stems. Download it, never install it::

    pip download --no-deps snowballstemmer==3.0.0 && unzip -d sb snowballstemmer-3.0.0-*.whl
    python tools/generate_snowball.py sb/snowballstemmer
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

OUT = Path("rust/core/src/analysis/stemmers/snowball/languages")
POSITIONS = {"cursor", "limit", "limit_backward", "bra", "ket"}
COMPARISONS = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}

MADE = "Made by `tools/generate_snowball.py` from Snowball's: do not edit."

# What clippy would have otherwise.
ATTRIBUTES = """#![expect(
    clippy::too_many_lines,
    clippy::similar_names,
    clippy::collapsible_if,
    clippy::collapsible_match,
    clippy::almost_swapped,
    clippy::unicode_not_nfc,
    reason = "written by Snowball's compiler"
)]
"""


def literal(text: str) -> str:
    """Return a Rust string literal; what is hard to see is escaped."""

    def shown(char: str) -> str:
        if char in '"\\':
            return "\\" + char
        return char if char.isalnum() or " " < char < "\x7f" else f"\\u{{{ord(char):x}}}"

    return '"' + "".join(map(shown, text)) + '"'


def wrapped(text: str) -> str:
    """Return a string literal on lines of at most 110 columns, cut at spaces."""
    lines, line = [], ""
    for item in text.split(" "):
        if line and len(line) + len(item) > 100:
            lines.append(line)
            line = ""
        line += item + " "
    lines.append(line.removesuffix(" "))
    return '"' + "\\\n     ".join(lines) + '"'


class Language:
    """One module of the package, translated."""

    def __init__(self, path: Path) -> None:
        self.name = path.name.removesuffix("_stemmer.py")
        self.rust_name = "".join(part.capitalize() for part in self.name.split("_"))
        # After it come the exceptions that stand for labels.
        definition = next(node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef))
        self.functions = [node for node in definition.body if isinstance(node, ast.FunctionDef)]
        self.amongs: dict[str, list[ast.Call]] = {}
        self.groupings: dict[str, list[int]] = {}
        self.variables: dict[str, tuple[str, str]] = {}
        for node in definition.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._field(node.targets[0].id, node.value)
        self.conditional = {
            name: [ast.unparse(call.args[3]) for call in calls if len(call.args) > 3]
            for name, calls in self.amongs.items()
            if any(len(call.args) > 3 for call in calls)
        }
        self.backward: dict[str, bool] = {}
        for child in ast.walk(definition):
            if isinstance(child, ast.Call) and ast.unparse(child.func).startswith("self.find_among"):
                [table] = child.args
                self.backward[table.attr] = ast.unparse(child.func).endswith("_b")  # type: ignore[attr-defined]

    def _field(self, name: str, value: ast.expr) -> None:
        if name.startswith("a_"):
            self.amongs[name] = value.elts  # type: ignore[attr-defined]
        elif name.startswith("g_"):
            self.groupings[name] = sorted(map(ord, ast.literal_eval(value)))
        else:
            kinds = {"I": ("i32", "0"), "B": ("bool", "false"), "S": ("u16", "0")}
            self.variables[name] = kinds[name[0]]

    def has_latin_letters(self) -> bool:
        """Tell whether any rule looks at a letter of ASCII."""
        texts = [call.args[0].value for calls in self.amongs.values() for call in calls]  # type: ignore[attr-defined]
        texts += [chr(point) for points in self.groupings.values() for point in points]
        for function in self.functions:
            texts += [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
        return any(char.isascii() and char.isalpha() for text in texts for char in text)

    def rust(self) -> str:
        """Return the module's text."""
        fields = "".join(f"{variable(name)}: {kind},\n" for name, (kind, _) in self.variables.items())
        zeros = "".join(f"{variable(name)}: {zero}," for name, (_, zero) in self.variables.items())
        tables = "".join(self.among(name) for name in self.amongs)
        tables += "".join(self.grouping(name) for name in self.groupings)
        methods = "".join(Function(self, node).rust() for node in self.functions)
        methods += "".join(self.search(name) for name in self.conditional)
        names = [kind for kind, used in (("Among", self.amongs), ("Grouping", self.groupings)) if used]
        imports = f"use super::super::tables::{{{', '.join(names)}}};\n"
        imports += "use super::super::word::Word;\n"
        if "letters!(" in methods:
            imports = "use super::super::tables::letters;\n" + imports
        return (
            f"//! The algorithm `{self.name}`. {MADE}\n\n"
            f"{imports}\n"
            f"/// A word on its way through the algorithm, with the algorithm's variables.\n"
            f"struct {self.rust_name}<'w> {{ word: Word<'w>, {fields} }}\n\n"
            f"/// Puts the stem in the word's place.\n"
            f"pub(super) fn stem(word: Word<'_>) -> Word<'_> {{\n"
            f"let mut state = {self.rust_name} {{ word, {zeros} }}; state.stem(); state.word }}\n\n"
            f"impl {self.rust_name}<'_> {{\n{methods}}}\n\n{tables}"
        )

    def among(self, name: str) -> str:
        """Return the table of the strings that end (or begin) a word."""
        conditions = list(dict.fromkeys(self.conditional.get(name, [])))
        items, units = [], 0
        for call in self.amongs[name]:
            text, result = call.args[0].value, ast.literal_eval(call.args[2])  # type: ignore[attr-defined]
            assert not set(text) & set(" =?")
            units += max(len(text) - 4, 0)
            item = text if result < 0 else f"{text}={result}"
            if len(call.args) > 3:
                item += f"?{conditions.index(ast.unparse(call.args[3])) + 1}"
            items.append(literal(item)[1:-1])
        way = "ending" if self.backward[name] else "beginning"
        text = wrapped(" ".join(items))
        return f"static {name.upper()}: Among<{len(items)}, {units}> = Among::{way}({text});\n"

    def grouping(self, name: str) -> str:
        """Return the set of letters."""
        points = self.groupings[name]
        blocks = (points[-1] - points[0]) // 64 + 1
        text = literal("".join(map(chr, points)))
        return f"static {name.upper()}: Grouping<{blocks}> = Grouping::of({text});\n"

    def search(self, name: str) -> str:
        """Return the method that asks a table whose strings have conditions."""
        way = "ending" if self.backward[name] else "beginning"
        arms = "".join(
            f"{number} => self.{routine(condition.removeprefix('_').removeprefix('_'))}(),"
            for number, condition in enumerate(dict.fromkeys(self.conditional[name]), 1)
        )
        step = "c - found.length()" if self.backward[name] else "c + found.length()"
        return (
            f"fn {name}(&mut self) -> u8 {{\n"
            f"let c = self.word.cursor;\n"
            f"let mut next = self.word.{way}(&{name.upper()});\n"
            f"while let Some(found) = next {{\n"
            f"self.word.cursor = {step};\n"
            f"let holds = match found.condition {{ {arms} _ => true }};\n"
            f"self.word.cursor = {step};\n"
            f"if holds {{ return found.result; }}\n"
            f"next = {name.upper()}.shorter(found);\n"
            f"}}\n0 }}\n\n"
        )


def variable(name: str) -> str:
    """Return the Rust name of a variable of Snowball: without the letter that says its kind."""
    return name[2:].lower()


def routine(name: str) -> str:
    """Return the Rust name of a routine."""
    return name.removeprefix("__").lower()


class Function:
    """A routine, translated statement by statement."""

    def __init__(self, language: Language, node: ast.FunctionDef) -> None:
        self.language = language
        self.node = node
        self.loops: list[str] = []
        self.loop_count = 0
        assigned: dict[str, int] = {}
        for child in ast.walk(node):
            target = child.targets[0] if isinstance(child, ast.Assign) else None
            if isinstance(child, ast.AugAssign):
                target = child.target
            if isinstance(target, ast.Name):
                assigned[target.id] = assigned.get(target.id, 0) + 1
        # `c` is a place that is used at once.
        self.hoisted = [name for name, times in assigned.items() if times > 1 and name != "c"]

    def rust(self) -> str:
        """Return the method."""
        name = "stem" if self.node.name == "_stem" else routine(self.node.name)
        *body, last = self.node.body
        assert isinstance(last, ast.Return)
        declared = "".join(f"let mut {name};" for name in self.hoisted)
        value = self._expression(last.value)
        return f"fn {name}(&mut self) -> bool {{ {declared} {self._block(body)} {value} }}\n\n"

    def _block(self, body: list[ast.stmt]) -> str:
        return "\n".join(map(self._statement, body))

    def _statement(self, node: ast.stmt) -> str:
        match node:
            case ast.Try(body=body, handlers=[ast.ExceptHandler(type=ast.Name(id=label))]):
                used = any(
                    isinstance(child, ast.Raise) and ast.unparse(child.exc) == f"{label}()"  # type: ignore[arg-type]
                    for statement in body
                    for child in ast.walk(statement)
                )
                return (f"'{label}: " if used else "") + f"{{ {self._block(body)} }}"
            case ast.Raise(exc=ast.Call(func=ast.Name(id=label))):
                return f"break '{label};"
            case ast.Return(value=value):
                return f"return {self._expression(value)};"
            case ast.While(test=ast.Constant(value=True), body=body, orelse=[]):
                return self._loop("loop", body)
            case ast.For(target=ast.Name(), iter=ast.Tuple(elts=items), body=body, orelse=[]):
                return self._loop(f"for _ in 0..{len(items)}", body)
            case ast.Break():
                return f"break '{self.loops[-1]};"
            case ast.Continue():
                return f"continue '{self.loops[-1]};"
            case ast.Pass():
                return ""
            case ast.Expr(value=ast.Call() as call):
                return self._expression(call) + ";"
            case ast.If():
                return self._condition(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                let = "" if name in self.hoisted else "let "
                return f"{let}{name} = {self._expression(value)};"
            case ast.Assign(targets=[target], value=value):
                return f"{self._expression(target)} = {self._expression(value)};"
            case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as op, value=value):
                sign = "+=" if isinstance(op, ast.Add) else "-="
                return f"{self._expression(target)} {sign} {self._expression(value)};"
        raise NotImplementedError(ast.unparse(node))

    def _loop(self, head: str, body: list[ast.stmt]) -> str:
        self.loop_count += 1
        label = f"loop{self.loop_count}"
        self.loops.append(label)
        inner = self._block(body)
        self.loops.pop()
        used = f"break '{label};" in inner or f"continue '{label};" in inner
        return (f"'{label}: " if used else "") + f"{head} {{ {inner} }}"

    def _condition(self, node: ast.If) -> str:
        if slice_call := self.slice_call(node):
            return slice_call
        arms, rest = [], node
        while True:
            arms.append((rest.test, rest.body))
            match rest.orelse:
                case [ast.If() as other] if not self.slice_call(other):
                    rest = other
                case last:
                    break
        if len(arms) > 1 and all(ast.unparse(test).startswith("among_var == ") for test, _ in arms):
            cases = "".join(
                f"{ast.unparse(test.comparators[0])} => {{ {self._block(body)} }}\n"  # type: ignore[attr-defined]
                for test, body in arms
            )
            return f"match among_var {{ {cases} _ => {{ {self._block(last)} }} }}"
        chain = " else ".join(f"if {self._expression(test)} {{ {self._block(body)} }}" for test, body in arms)
        return chain + (f" else {{ {self._block(last)} }}" if last else "")

    def slice_call(self, node: ast.If) -> str | None:
        """Return a replacement of the slice. Where that is none, the word notes it by itself."""
        match node:
            case ast.If(
                test=ast.UnaryOp(
                    operand=ast.Call(func=ast.Attribute(attr="slice_del" | "slice_from")) as call
                ),
                body=[ast.Return(value=ast.Constant(value=False))],
                orelse=[],
            ):
                return self._expression(call) + ";"
        return None

    def _expression(self, node: ast.expr | None) -> str:
        match node:
            case ast.Constant(value=bool() as value):
                return str(value).lower()
            case ast.Constant(value=int() as value):
                return str(value)
            case ast.Constant(value=str() as value):
                return f"letters!({literal(value)})"
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in POSITIONS:
                return f"self.word.{name}"
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return f"self.{variable(name)}"
            case ast.Attribute(attr=name):
                return f"&{name.upper()}"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"!{self._expression(operand)}"
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                sign = "+" if isinstance(op, ast.Add) else "-"
                return f"{self._expression(left)} {sign} {self._expression(right)}"
            # A variable of letters holds one, or none.
            case ast.Compare(
                left=ast.Attribute(attr=name), ops=[ast.Eq()], comparators=[ast.Constant(value="")]
            ):
                return f"self.{variable(name)} == 0"
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return f"{self._expression(left)} {COMPARISONS[type(op)]} {self._expression(right)}"
            case ast.Call(func=ast.Name(id="len")):
                return "self.word.length"
            case ast.Call(func=ast.Attribute(attr="find_among" | "find_among_b" as method), args=[table]):
                name = table.attr  # type: ignore[attr-defined]
                if name in self.language.conditional:
                    return f"self.{name}()"
                return f"self.word.{method}(&{name.upper()})"
            case ast.Call(func=ast.Attribute(attr=name), args=[*places, ast.Attribute(attr=letter)]) if (
                letter.startswith("S_")
            ):
                arguments = [*map(self._expression, places), f"&[self.{variable(letter)}]"]
                return f"self.word.{name}({', '.join(arguments)})"
            case ast.Call(func=ast.Attribute(attr=name), args=args):
                home = "self" if name.startswith("__r_") else "self.word"
                name = routine(name) if name.startswith("__r_") else name
                return f"{home}.{name}({', '.join(map(self._expression, args))})"
        raise NotImplementedError(ast.unparse(node) if node else "nothing")


def main() -> None:
    """Write a file for each algorithm, and the list of them."""
    languages = [Language(path) for path in sorted(Path(sys.argv[1]).glob("*_stemmer.py"))]
    for old in OUT.glob("*.rs"):
        old.unlink()
    for language in languages:
        (OUT / f"{language.name}.rs").write_text(language.rust())
    modules = "".join(f"mod {language.name};\n" for language in languages)
    rows = ""
    for language in languages:
        latin = str(language.has_latin_letters()).lower()
        rows += f'    {language.rust_name} "{language.name}" => {language.name}({latin}),\n'
    (OUT / "mod.rs").write_text(
        f"//! The algorithms. {MADE}\n\n"
        f"{ATTRIBUTES}\n{modules}\nuse super::word::Word;\n\nalgorithms! {{\n{rows}}}\n"
    )
    subprocess.run(["rustfmt", "--edition", "2024", OUT / "mod.rs"], check=True)


if __name__ == "__main__":
    main()
