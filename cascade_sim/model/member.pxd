# For the compiler: the C types of what is read and written most. The Python beside it is the program.
from cascade_sim.randomness.streams cimport Key

cdef class Member:
    cdef readonly Py_ssize_t person, group, locality
    cdef readonly Key identity
    cdef readonly double leave, keenness, joined
    cdef readonly bint never_starts
    cdef public bint active
    cdef public double active_since, rested_from, idle_before
    cdef double _rests_until
    cdef public object experienced_since, idle_since
    cdef public Py_ssize_t supervised, recent, spells_active, spells_inactive
    cdef public dict booked
    cdef public list delivered

cdef class Diary:
    cdef dict _teaching
