# For the compiler: the C types of what is called most. The Python beside it is the program.

cdef class Chunks:
    cdef list _people, _numbers
    cdef tuple _columns
