# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.model.qualifications cimport Qualification
from cascade_sim.model.queues cimport Queues

cdef class WaitingList:
    cdef object _plan, _people, _settings, _qualifications, _existing, _asked_array, _ended_array
    cdef Py_ssize_t _course
    cdef bint _is_ordered
    cdef readonly tuple renews
    cdef readonly bint has_requests
    cdef list _earlier, _requests
    cdef const double[:] _leave
    cdef const long long[:] _group
    cdef unsigned short[:] _kinds
    cdef double[:] _asked, _ended, _since, _unmet
    cdef dict _willing, _always
    cdef Queues _queues
    @cython.locals(moment=double, person=Py_ssize_t, renewed=Py_ssize_t)
    cpdef bring_up_to(self, double now)
    @cython.locals(qualification=Qualification, ready=double, expires=double)
    cdef object _ready(self, Py_ssize_t person, double moment)
    cdef _consider(self, double moment, Py_ssize_t person)
    cdef bint _is_willing(self, Py_ssize_t person, Py_ssize_t course, double moment) except -1
    cdef _join(self, double moment, Py_ssize_t person, kind)
    @cython.locals(person=Py_ssize_t)
    cpdef put_back(self, people)
    cpdef list take(self, double now, settings, dict allowance, Py_ssize_t locality)
    cpdef list take_everybody(self, double now, Py_ssize_t at_most)
    cpdef Py_ssize_t still_waiting(self, double now, Py_ssize_t at_most, Py_ssize_t locality)
    @cython.locals(person=Py_ssize_t)
    cpdef rebook(self, people, double now)
    @cython.locals(person=Py_ssize_t)
    cpdef end(self, people, double now)
    @cython.locals(person=Py_ssize_t)
    cpdef requirement_gained(self, people, double now)
