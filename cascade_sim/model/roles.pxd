# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.model.member cimport Diary, Member
from cascade_sim.model.pool cimport Pool

cdef class Role:
    cdef object _plan, _people, _clock, _recorder, _luck, _stream
    cdef object _capacity_u, _starts_u, _stops_u, _starts_again_u, _drops_out_u, _stops, _starts_again, _unused_clock
    cdef readonly Py_ssize_t index
    cdef public object settings
    cdef bint _counts_unused
    cdef Diary _diary
    cdef bint _of_localities
    cdef dict _pools
    cdef list _ageing
    cdef object _new_pool
    cdef readonly dict members
    cdef readonly list active_spells
    @cython.locals(pool=Pool, member=Member)
    cpdef choose(self, delivery, identity, Py_ssize_t places, Py_ssize_t novices, turn, Py_ssize_t locality)
    @cython.locals(pool=Pool, member=Member)
    cdef Pool _pool(self, Py_ssize_t locality)
    @cython.locals(pool=Pool)
    cdef _update(self, Member member)
    @cython.locals(member=Member, capacity=double, days=list)
    cpdef book(self, delivery, members)
    @cython.locals(member=Member)
    cpdef release(self, delivery, members, bint held)
    @cython.locals(member=Member, novices=list, now=double, days=Py_ssize_t)
    cpdef deliver(self, delivery, members)
    cdef _end_booking(self, delivery, Member member, bint held)
    @cython.locals(member=Member)
    cpdef list dropping_out(self, team, delivery, day_one)
