# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.model.audience cimport Audience, Party
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

cdef class Staff(Audience):
    cdef object _index, _plan, _qualifications, _courses, _lists, _requiring, _renews
    cdef readonly WaitingList waiting
    cdef readonly object leave, paces
    cdef readonly Chunks bookings, completions, signed_up, gave_up
    cdef readonly list asked_of_completed
    cdef readonly dict gained, renewed
    cdef readonly Release release
    cdef readonly Fates fates
    cdef Role _makes
    cdef list _affected
    cpdef Party gather(self, double now, settings, Py_ssize_t day_one, delivery, Py_ssize_t locality)
    cpdef put_back(self, people)
    cpdef rebook(self, people, double now)
    cpdef give_up(self, people, double now)
    cdef _end(self, people, double now)
    cdef _turn_to_next(self, people)
    @cython.locals(qualification=Qualification, waiting=WaitingList)
    cdef _award(self, Py_ssize_t given, people, double now)

cdef class StaffParty(Party):
    cdef Staff _staff
    cdef list _people
    cdef Py_ssize_t _day_one, _locality, _since
    cdef bint _were_turned_away
    cdef object _outcome
    cpdef let_go(self)
    cpdef Py_ssize_t passed_over(self, double now, Py_ssize_t at_most) except -1
    @cython.locals(staff=Staff)
    cpdef book(self, Py_ssize_t since, days, settings, outlook)
    cpdef turn_away(self, double now)
    @cython.locals(staff=Staff)
    cpdef conclude(self, Py_ssize_t day_one, double now)
    @cython.locals(staff=Staff, people=list, person=Py_ssize_t)
    cpdef cancel(self, double now, double until)
    @cython.locals(booked=list, person=Py_ssize_t)
    cpdef Py_ssize_t leave_unfinished(self, double end) except -1
    cdef list _still_booked(self)
