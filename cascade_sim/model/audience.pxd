# For the compiler: the C types of what is called most. The Python beside it is the program.

cdef class Party:
    cdef public Py_ssize_t number, withdrew, absent, turned_away, fell_short, left, completed, came
    cpdef let_go(self)
    cpdef Py_ssize_t passed_over(self, double now, Py_ssize_t at_most) except -1
    cpdef book(self, Py_ssize_t since, days, settings, outlook)
    cpdef turn_away(self, double now)
    cpdef conclude(self, Py_ssize_t day_one, double now)
    cpdef cancel(self, double now, double until)
    cpdef Py_ssize_t leave_unfinished(self, double end) except -1

cdef class Audience:
    cpdef Party gather(self, double now, settings, Py_ssize_t day_one, delivery, Py_ssize_t locality)
