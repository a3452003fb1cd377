# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython

ctypedef unsigned long long Key

cdef Key _MASK, _GOLDEN, _FIRST, _SECOND
cdef double _UNIT

@cython.locals(value=Key)
cpdef Key mix(Key value)

cdef class Stream:
    cdef readonly Key key
    @cython.locals(value=Key)
    cpdef double uniform(self, Key identity, Key occasion=*)
