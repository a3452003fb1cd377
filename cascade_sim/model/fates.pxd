# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython

cpdef Py_ssize_t attending(Py_ssize_t days)

@cython.locals(begins=double, first_day_ends=double, ends=double, enough=Py_ssize_t, places=Py_ssize_t,
               completed=list, turned_away=list, again=list, gave_up=list, withdrew=Py_ssize_t, absent=Py_ssize_t,
               fell_short=Py_ssize_t, left=Py_ssize_t, person=Py_ssize_t, leaves=double, fate=Py_ssize_t)
cpdef settle(list people, const double[:] leave, const unsigned short[:] fates, days, settings)

cdef class Fates:
    cdef object _people, _plan
    cdef list _settings, _streams, _rebooked
    cdef unsigned short[:] _bookings
    cdef dict _tables, _fates
    @cython.locals(person=Py_ssize_t, table=_Table)
    cpdef turn_to_next(self, people)

cdef class _Table:
    cdef list _streams, _of_everybody, _drawn
    cdef tuple _shares
    cdef Py_ssize_t _required
    cdef object _people
    cdef readonly object present
    @cython.locals(person=Py_ssize_t, booking=Py_ssize_t, drawn=list)
    cdef turn_to(self, people, unsigned short[:] bookings)
