"""Compiles the training loops into assets/engine/engine.wasm: `python -m charviz.engines.webassembly`, or `make engine`.

numba makes LLVM's intermediate code of `kernels.module.engine` for a processor without any extension; llvmlite makes a wasm32
object of that, and lld (`wasm-ld`) links it. The module imports nothing and exports `engine`, its memory, and where its free
memory begins.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from charviz.paths import ROOT

TARGET = ROOT / "assets" / "engine" / "engine.wasm"
TRIPLE = "wasm32-unknown-unknown"
LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint"
# What numba would let its own, later passes do for the processor that compiles is left to those for WebAssembly.
PLAIN = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_OPT": "0",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
}
LINK = (
    "--no-entry", "--export=engine", "--export=__heap_base", "--no-check-features", "--strip-all", "-z", "stack-size=65536"
)  # fmt: skip


def intermediate() -> str:
    """LLVM's code of the entry and all that it calls, as numba writes it for this machine."""
    import numba
    from numba import types

    from charviz.engines.kernels import module

    floats, doubles, ints, wide, flags = (
        types.CPointer(kind) for kind in (types.float32, types.float64, types.int32, types.int64, types.boolean)
    )
    signature = types.float64(doubles, floats, ints, doubles, ints, floats, flags, floats, wide)
    return numba.cfunc(signature, error_model="numpy")(module.engine)._library.get_llvm_str()  # type: ignore[attr-defined]  # as numba's own tools do


def for_webassembly(code: str) -> str:
    """The same code for another machine: its names, no counting of references, and functions that this one has as instructions."""
    code = re.sub("target triple = .*", f'target triple = "{TRIPLE}"', code)
    code = re.sub("target datalayout = .*", f'target datalayout = "{LAYOUT}"', code)
    for name in ("NRT_incref", "NRT_decref"):
        code = _replaced(code, name, f"define linkonce_odr void @{name}(ptr %x) alwaysinline {{\n ret void\n}}\n")
    code = _replaced(code, _name(code, r"cfunc\.[^(]+"), "")
    code = re.sub(r"attributes #(\d+) = \{[^}]*\}", r"attributes #\1 = { nounwind }", code)
    code = code.replace("= common ", "= internal ")
    code = re.sub(r"@sqrt(f?)\(", lambda found: f"@llvm.sqrt.f{32 if found[1] else 64}(", code)
    return code.replace(_name(code, r"_ZN\S*module6engine[^(]+"), "engine")


def _name(code: str, pattern: str) -> str:
    """The whole name of the function that is defined under one like this."""
    return re.findall(rf"^define [^@\n]*@({pattern})\(", code, re.M)[0]


def _replaced(code: str, name: str, instead: str) -> str:
    """The code with another body for one function, if it is there."""
    return re.sub(rf"^define [^\n]*@{re.escape(name)}\([^\n]*\{{\n.*?^\}}\n", instead, code, flags=re.M | re.S)


def object_code(code: str) -> bytes:
    """LLVM's code, optimised and compiled for WebAssembly."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    library = llvm.parse_assembly(code)
    library.verify()
    for function in library.functions:
        if not function.is_declaration and function.name != "engine":
            function.linkage = "internal"
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(opt=3, features=FEATURES)
    options = llvm.create_pipeline_tuning_options(3)
    options.loop_vectorization = options.slp_vectorization = options.loop_interleaving = True
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(library, passes)
    return machine.emit_object(library)


def build() -> None:
    """Writes TARGET."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder, "engine.o")
        compiled.write_bytes(object_code(for_webassembly(intermediate())))
        TARGET.parent.mkdir(exist_ok=True)
        subprocess.run(["wasm-ld", *LINK, str(compiled), "-o", str(TARGET)], check=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in PLAIN.items()):
        with tempfile.TemporaryDirectory() as cache:
            environment = {**os.environ, **PLAIN, "NUMBA_CACHE_DIR": cache}
            sys.exit(
                subprocess.run(
                    [sys.executable, "-W", "ignore", "-m", "charviz.engines.webassembly"], env=environment
                ).returncode
            )
    build()
