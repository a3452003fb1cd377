# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.model.chunks cimport Chunks
from cascade_sim.model.fates cimport Fates
from cascade_sim.model.qualifications cimport Qualification
from cascade_sim.model.roles cimport Role
from cascade_sim.model.waiting cimport WaitingList

cdef class Release:
    cdef object _plan, _group, _booked
    cdef list _limited
    cdef bint _limits_month
    cpdef dict allowance(self, now, day_one)

cdef class Course:
    cdef readonly object plan, clock, recorder
    cdef readonly Py_ssize_t index
    cdef readonly WaitingList waiting
    cdef public object settings
    cdef readonly Role role
    cdef readonly list closings, asked_of_completed
    cdef readonly object leave
    cdef readonly set under_way
    cdef readonly Chunks bookings, completions, gave_up
    cdef readonly dict gained, renewed
    cdef object _name, _order, _qualifications, _courses, _lists, _requiring, _renews, _open
    cdef Role _makes
    cdef list _affected
    cdef Fates _fates
    cpdef outlook(self, days)
    cpdef put_back(self, people)
    cpdef rebook(self, people, double now)
    cpdef give_up(self, people, double now)
    cdef _end(self, people, double now)
    @cython.locals(qualification=Qualification, waiting=WaitingList)
    cdef _award(self, Py_ssize_t given, people, double now)
