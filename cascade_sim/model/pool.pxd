# For the compiler: the C types of what is called most. The Python beside it is the program.
cimport cython
from cascade_sim.randomness.streams cimport Key, Stream
from cascade_sim.model.lot cimport Trie
from cascade_sim.model.member cimport Diary, Member

cdef class Pool:
    cdef Stream _stream
    cdef object _rest_ends
    cdef dict _seats
    cdef list _ageing
    cdef _Rested _at_closing, _stand_in
    @cython.locals(seats=tuple)
    cpdef update(self, Member member)
    @cython.locals(rested=_Rested, found=Member, member=Member, pick=Key)
    cpdef draw(self, double now, days, Py_ssize_t places, Py_ssize_t novices, Key delivery, Key turn)

cdef class _Seat:
    cdef Member member
    cdef Trie trie
    cdef bint look_again

cdef class _Rested:
    cdef bint _keen
    cdef Diary _diary
    cdef object _days
    cdef Py_ssize_t _entered
    cdef list _levels, _to_look_at
    cdef dict _seats, _seat_of
    cdef Py_ssize_t _which
    cdef look_again(self, tuple seats)
    cdef _look_at(self, _Seat seat)
    @cython.locals(diary=Diary, seats=tuple)
    cdef turn_to(self, days, rest_ends)
    @cython.locals(seats=tuple)
    cdef _look_again_at(self, persons)
    @cython.locals(seat=_Seat, trie=Trie, novices=Trie, weight=double, of_novices=double, share=double)
    cdef Member draw(self, bint novice_may, Stream stream, Key delivery, Key turn)
    @cython.locals(seat=_Seat, member=Member, trie=Trie)
    cdef _look(self, double by)
    cdef Trie _trie(self, Member member)
