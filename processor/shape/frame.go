// SPDX-License-Identifier: Apache-2.0

package shape

// maxDepth bounds how many objects and lists around an error are kept in mind. Below it nothing is looked for.
const maxDepth = 64

// Frame is an object or a list that is open, or that has just been closed.
type Frame struct {
	list  bool
	quiet bool // it names the affected entities, whatever keys they have: nothing in it is an error or a message
	comma bool // a value was read; a comma has to follow
	keyed bool // a key was read; its value has to follow
	key   key  // of the value to come

	err       Error  // what it is if it is an error
	numbered  bool   // it has an errorNumber, whatever that is
	eventKind string // the type, which is that of an event if it is a notification
	entries   int    // how many values the list has; for an object, how many its lists of entities have
	start     int    // how many errors had appeared when it was opened
}

// nearDepth is how many frames are at hand: more than any error of the service needs.
const nearDepth = 8

// stack holds the frames of what is open. Most of it would be room for nothing, so the greater part is made when it is
// needed.
type stack struct {
	depth int
	near  [nearDepth]Frame
	far   []Frame
}

func (s *stack) at(i int) *Frame {
	if i < nearDepth {
		return &s.near[i]
	}
	return &s.far[i-nearDepth]
}

func (s *stack) top() *Frame { return s.at(s.depth - 1) }

// push makes room for one more frame, which has yet to be filled in.
func (s *stack) push() *Frame {
	if s.depth >= nearDepth && s.far == nil {
		s.far = make([]Frame, maxDepth-nearDepth)
	}
	s.depth++
	return s.top()
}
