"""Compiles the parts that are run most, where there is a C compiler; without one they run as the Python they are.

They are the modules with a `.pxd` file beside them, which holds their C types.
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

TYPED = [path.with_suffix("") for path in sorted(Path("cascade_sim").rglob("*.pxd"))]

extensions = cythonize(
    [Extension(".".join(path.parts), [f"{path}.py"]) for path in TYPED],
    build_dir="build",
    compiler_directives={"annotation_typing": False},  # types are in the .pxd files alone
    language_level=3,
)
for extension in extensions:
    extension.optional = True  # said here, since `cythonize` forgets it

setup(ext_modules=extensions, options={"build_ext": {"parallel": os.cpu_count()}})
