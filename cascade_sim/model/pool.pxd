# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.randomness.streams cimport Key, Stream
from cascade_sim.model.lot cimport Trie
from cascade_sim.model.member cimport Diary, Member

cdef class Pool:
    cdef bint _keen
    cdef Stream _stream
    cdef Diary _diary
    cdef object _horizon, _rest_ends
    cdef list _levels, _to_look_at
    cdef dict _seats
    @cython.locals(seat=_Seat)
    cpdef update(self, Member member)
    @cython.locals(found=Member, pick=Key)
    cpdef draw(self, days, Py_ssize_t places, Py_ssize_t novices, Key delivery, Key turn)
    @cython.locals(seat=_Seat)
    cdef _bring_up_to(self, day_one)
    cdef _look_again(self, _Seat seat)
    @cython.locals(trie=Trie)
    cdef _look_at(self, _Seat seat, Member member, double horizon)
    cdef Trie _trie(self, Member member)
    @cython.locals(seat=_Seat, trie=Trie, novices=Trie, experienced=Trie, weight=double, of_novices=double,
                   share=double)
    cdef Member _pick(self, bint novice_may, Key delivery, Key occasion)
    cdef bint _can_give(self, Member member, days) except -1

cdef class _Seat:
    cdef Member member
    cdef Trie trie
    cdef bint look_again
