# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.model.audience cimport Audience, Party
from cascade_sim.model.courses cimport Course

cdef class Delivery:
    cdef Course _course
    cdef Party _party
    cdef object _clock, _schedule, _number, _identity, _settings, _outlook, _bill, _set_aside
    cdef readonly object closes
    cdef readonly list days
    cdef list _team
    cdef Py_ssize_t _held, _empty, _passed_over, _turned_away
    @cython.locals(course=Course, party=Party, locality=Py_ssize_t)
    cdef bint _close_bookings(self) except -1
    cdef bint _pay(self, list team, Py_ssize_t booked) except -1
    @cython.locals(course=Course)
    cdef _commit(self, list team, Party party)
    cdef list _days_to_outcome(self)
    cdef bint _sure_to_begin(self) except -1
    cdef list _drop_outs(self)
    cdef bint _begin(self) except -1
    @cython.locals(party=Party)
    cdef list _moments_of_note(self)
    cdef bint _stand_in(self) except -1
    @cython.locals(party=Party)
    cdef bint _go_on(self) except -1
    @cython.locals(course=Course, party=Party)
    cdef _conclude(self)
    @cython.locals(course=Course)
    cdef bint _cancel(self, cause) except -1
    cdef Party _booked(self)
    cdef _settle_bill(self, Py_ssize_t came)
    @cython.locals(course=Py_ssize_t)
    cdef _record_empty(self)
