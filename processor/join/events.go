// SPDX-License-Identifier: Apache-2.0

package join

import "hash/maphash"

// event is an event that is remembered, with the call that started it.
type event struct {
	key  uint64 // hash of its id, which has up to 64 characters
	call Span
	links[event]
}

// RemembersEvents reports whether the calls that started an event are remembered.
func (m *Memory) RemembersEvents() bool { return m.limits.EventTTL > 0 }

// originsOf remembers the first call that started each event, and returns the calls that started the failed events.
func (m *Memory) originsOf(b *Batch) []Span {
	for _, s := range b.Starts {
		if key := maphash.String(m.seed, s.Event); m.RemembersEvents() && m.starts[key] == nil {
			e := &event{key: key, call: s.Call}
			m.starts[key] = e
			m.events.push(e, m.now)
		}
	}
	origins := make([]Span, len(b.Events))
	for i, id := range b.Events {
		if e := m.starts[maphash.String(m.seed, id)]; e != nil {
			origins[i] = e.call
		}
	}
	return origins
}
