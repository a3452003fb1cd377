# For the compiler: the C types of what is called most. The Python beside it is the program.

cdef class _Telling:
    cdef object _story
