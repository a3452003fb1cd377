# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython

cdef class Line:
    cdef readonly Py_ssize_t number, locality
    cdef readonly object group
    cdef list _added
    cdef const double[:] _leave
    cdef const double[:] _since, _lots
    cdef const long long[:] _people
    cdef Py_ssize_t _next, _expected, _gone
    cdef bint _first_is_added
    @cython.locals(added=tuple, expected=tuple)
    cpdef tuple head(self, double now)
    cdef take_head(self)
    @cython.locals(waiting=Py_ssize_t, place=Py_ssize_t)
    cpdef Py_ssize_t waiting(self, double now, Py_ssize_t at_most)
    @cython.locals(added=list, place=tuple, at=Py_ssize_t, near_end=Py_ssize_t, sure=bint)
    cpdef add(self, double since, double lot, Py_ssize_t person)
    @cython.locals(person=Py_ssize_t)
    cdef tuple _first_expected(self, double now)
    cdef bint _left(self, tuple place, double now)

cdef class Queues:
    cdef object _people
    cdef Py_ssize_t _localities
    cdef const long long[:] _locality_of
    cdef double[:] _lots
    cdef list _apart, _every
    cdef const long long[:] _group_of
    cdef dict _lines, _line_of, _counts
    cdef tuple _known
    @cython.locals(line=Line, locality=Py_ssize_t)
    cpdef add(self, Py_ssize_t person, double since, Py_ssize_t kind)
    @cython.locals(taken=list, capacity=Py_ssize_t, reserved=Py_ssize_t, line=Line)
    cpdef list take(self, double now, settings, dict allowance, Py_ssize_t locality)
    cpdef list take_everybody(self, double now, Py_ssize_t at_most)
    @cython.locals(taken=list, every=list, heads=list, line=Line, place=tuple, following=tuple)
    cdef list _take(self, list lines, double now, Py_ssize_t number, dict allowance)

@cython.locals(line=Line)
cdef list _of_locality(list lines, Py_ssize_t locality)
