# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.model.courses cimport Course, Release

cdef class Delivery:
    cdef Course _course
    cdef Release _release
    cdef object _clock, _schedule, _number, _identity, _settings, _outlook, _outcome
    cdef readonly object closes
    cdef readonly list days
    cdef list _team, _people, _turned_away
    cdef Py_ssize_t _empty, _passed_over
    @cython.locals(course=Course, people=list)
    cdef bint _close_bookings(self)
    @cython.locals(course=Course)
    cdef _commit(self, list team, list people)
    cdef bint _sure_to_begin(self)
    cdef list _drop_outs(self)
    cdef bint _begin(self)
    cdef list _moments_of_note(self)
    cdef bint _stand_in(self)
    @cython.locals(course=Course)
    cdef bint _go_on(self)
    @cython.locals(course=Course)
    cdef _conclude(self)
    @cython.locals(course=Course, people=list, person=Py_ssize_t)
    cdef bint _cancel(self, cause)
    cdef list _still_booked(self)
    @cython.locals(course=Py_ssize_t)
    cdef _record_empty(self)
