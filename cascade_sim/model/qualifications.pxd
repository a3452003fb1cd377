# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython

cdef class Qualification:
    cdef object _plan, _course, _people
    cdef public object held_at_start, arrived, since, until
    cdef double[:] _since, _until
    cdef list _over
    cpdef bint holds(self, Py_ssize_t person, double moment)
    cpdef double held_since(self, Py_ssize_t person)
    cpdef double held_until(self, Py_ssize_t person)
    cpdef bint ever_held(self, Py_ssize_t person)
    @cython.locals(gained=list, renewed=list, since='double[:]', until='double[:]', expires=double, person=Py_ssize_t, began=double)
    cpdef tuple complete(self, people, double moment, double valid_for)
