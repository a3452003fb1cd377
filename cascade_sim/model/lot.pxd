# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.randomness.streams cimport Key, Stream, mix

cdef Py_ssize_t _BITS, _NOBODY
cdef Key _ROOT

cdef class Trie:
    cdef dict _leaves
    cdef Py_ssize_t _root, _made, _room
    cdef double _weight
    cdef Key[:] _bits, _key
    cdef long long[:] _depth, _slot, _child
    cdef double[:] _of
    cpdef double weight(self)
    @cython.locals(node=Py_ssize_t, slot=Py_ssize_t, branch=Py_ssize_t)
    cpdef weigh(self, Key identity, double weight)
    @cython.locals(node=Py_ssize_t, slot=Py_ssize_t, of_left=double, whole=double)
    cpdef Key pick(self, Stream stream, Key delivery, Key turn)
    @cython.locals(bits=Key, slot=Py_ssize_t, node=Py_ssize_t, weight=double, leaf=Py_ssize_t, depth=Py_ssize_t,
                   branch=Py_ssize_t, side=Py_ssize_t, number=Key)
    cdef Py_ssize_t _sprout(self, Key identity) except -2
    @cython.locals(depth=Py_ssize_t)
    cdef bint _leads(self, Py_ssize_t node, Key bits) except -2
    cdef Py_ssize_t _make(self, Key bits, Py_ssize_t depth, Key key, Py_ssize_t slot) except -2
    cdef _hang(self, Py_ssize_t node, Py_ssize_t slot, double weight)
