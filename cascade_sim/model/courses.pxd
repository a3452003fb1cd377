# For the compiler: the C types of what is called most. The Python beside it is the program.
from cascade_sim.model.audience cimport Audience
from cascade_sim.model.roles cimport Role
from cascade_sim.model.staff cimport Staff

cdef class Course:
    cdef readonly object plan, clock, recorder, ledger, public
    cdef readonly Py_ssize_t index
    cdef readonly Staff staff
    cdef readonly Audience audience
    cdef public object settings
    cdef readonly bint is_priced
    cdef readonly Role role
    cdef readonly list closings
    cdef readonly set under_way
    cdef object _name, _order, _open
    cdef list _settings, _ends
    cdef dict _outlooks, _within
    cpdef Py_ssize_t locality(self, schedule)
