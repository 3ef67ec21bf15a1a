// SPDX-License-Identifier: Apache-2.0

package join

// queue is an intrusive doubly linked list, in order of arrival. container/list would take twice the memory.
type queue[T any, P linked[T]] struct {
	first, last *T
	length      int
}

type linked[T any] interface {
	*T
	link() *links[T]
}

// links are the neighbors of an item.
type links[T any] struct{ before, after *T }

func (l *links[T]) link() *links[T] { return l }

func (q *queue[T, P]) push(item *T) {
	P(item).link().before = q.last
	if q.last == nil {
		q.first = item
	} else {
		P(q.last).link().after = item
	}
	q.last = item
	q.length++
}

func (q *queue[T, P]) remove(item *T) {
	l := P(item).link()
	if l.before == nil {
		q.first = l.after
	} else {
		P(l.before).link().after = l.after
	}
	if l.after == nil {
		q.last = l.before
	} else {
		P(l.after).link().before = l.before
	}
	*l = links[T]{}
	q.length--
}
