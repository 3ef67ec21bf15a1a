// SPDX-License-Identifier: Apache-2.0

package join

import "crypto/sha256"

// event is an event that is remembered, with the call that started it.
type event struct {
	key eventKey
	Origin
	links[event]
}

// eventKey is a hash of the id of an event, which has up to 64 characters.
type eventKey [16]byte

func keyOf(id string) eventKey {
	sum := sha256.Sum256([]byte(id))
	return eventKey(sum[:len(eventKey{})])
}

// RemembersEvents reports whether the calls that started an event are remembered.
func (m *Memory) RemembersEvents() bool { return m.limits.EventTTL > 0 }

// originsOf remembers the first call that started each event, and returns the calls that started the failed events.
func (m *Memory) originsOf(b *Batch) []Origin {
	for _, s := range b.Starts {
		if key := keyOf(s.Event); m.RemembersEvents() && m.starts[key] == nil {
			e := &event{key: key, Origin: s.Origin}
			m.starts[key] = e
			m.events.push(e, m.now)
		}
	}
	if len(b.Events) == 0 {
		return nil
	}
	origins := make([]Origin, len(b.Events))
	for i, id := range b.Events {
		if e := m.starts[keyOf(id)]; e != nil {
			origins[i] = e.Origin
		}
	}
	return origins
}
