"""Compiles the parts that are run most, where there is a C compiler; without one they run as the Python they are.

They are the modules with a `.pxd` file beside them, which holds their C types.
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

TYPED = [path.with_suffix("") for path in sorted(Path("cascade_sim").rglob("*.pxd"))]

setup(
    ext_modules=cythonize(
        [Extension(".".join(path.parts), [f"{path}.py"], optional=True) for path in TYPED],
        build_dir="build",
        compiler_directives={"annotation_typing": False},  # types are in the .pxd files alone
        language_level=3,
    ),
    options={"build_ext": {"parallel": os.cpu_count()}},
)
