// SPDX-License-Identifier: Apache-2.0

package join

import "time"

// queue is what is remembered of one kind, in order of arrival. It is an intrusive ring: container/list takes one more allocation
// for each item, and a tenth more memory.
type queue[T any, P linked[T]] struct {
	end    T // no item, but the neighbor of the first and the last one
	length int
	forget func(item *T, early bool) // removes an item from everything else
}

type linked[T any] interface {
	*T
	link() *links[T]
}

// links are the neighbors of an item, and when it came.
type links[T any] struct {
	before, after *T
	arrived       time.Duration
}

func (l *links[T]) link() *links[T] { return l }

func (q *queue[T, P]) init(forget func(*T, bool)) {
	q.forget = forget
	*P(&q.end).link() = links[T]{before: &q.end, after: &q.end}
}

// first returns the oldest item.
func (q *queue[T, P]) first() *T { return P(&q.end).link().after }

func (q *queue[T, P]) push(item *T, now time.Duration) {
	end := P(&q.end).link()
	last := end.before
	*P(item).link() = links[T]{before: last, after: &q.end, arrived: now}
	P(last).link().after, end.before = item, item
	q.length++
}

// remove forgets an item, early if it was neither too old nor replaced.
func (q *queue[T, P]) remove(item *T, early bool) {
	l := P(item).link()
	P(l.before).link().after, P(l.after).link().before = l.after, l.before
	*l = links[T]{}
	q.length--
	q.forget(item, early)
}

// expire forgets the items that arrived then or before.
func (q *queue[T, P]) expire(then time.Duration) {
	for q.length > 0 && P(q.first()).link().arrived <= then {
		q.remove(q.first(), false)
	}
}

// trim forgets the oldest items if there are too many, and returns how many it forgot.
func (q *queue[T, P]) trim(most int) (forgotten int64) {
	for ; q.length > most; forgotten++ {
		q.remove(q.first(), true)
	}
	return forgotten
}
