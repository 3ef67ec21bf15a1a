// SPDX-License-Identifier: Apache-2.0

package payload

// maxDepth bounds how many objects and lists around an error are kept in mind. Below it nothing is looked for.
const maxDepth = 64

// role is what an object or a list is, judged by the key that it stands under.
type role uint8

const (
	rolePlain             role = iota // may be an error response
	roleIgnored                       // the list of all possible errors: nothing in it is one
	roleFailures                      // the list of an event status
	roleFailure                       // an element of it
	roleNotification                  // the object that tells of an event
	roleNotificationError             // its error
	roleAssociations                  // the list of the legacy API
	roleErrorInfo                     // names the affected entities
	roleAffected                      // a list of them, or the errorInfo itself
)

// frame is an object or a list that is open.
type frame struct {
	role  role
	array bool
	quiet bool  // it names the affected entities, whatever keys they have: nothing in it is an error or a message
	after bool  // a value was read; a comma has to follow
	keyed bool  // a key was read; its value has to follow
	key   keyID // of the value to come

	start    int  // how many errors had appeared when it was opened
	numbered bool // it has an errorNumber, whatever that is
	readable bool // the number below is one
	atCut    bool
	negative bool // a negative status
	seq      int  // when its number or message was first seen; 0: it has neither
	number   int64
	message  text
	entries  int // how many values the list has; for an object, how many its lists of entities have
	affected int // entries of its errorInfo

	eventID, eventType, eventKind    string
	notificationID, notificationType string
}

// nearDepth is how many frames are at hand: more than any error of the service needs.
const nearDepth = 8

// stack holds the frames of what is open. It is part of what is emptied after each batch: most frames would be room for
// nothing.
type stack struct {
	depth int
	near  [nearDepth]frame
	far   []frame // the other ones, once they are needed
}

func (s *stack) at(i int) *frame {
	if i < nearDepth {
		return &s.near[i]
	}
	return &s.far[i-nearDepth]
}

func (s *stack) top() *frame { return s.at(s.depth - 1) }

// push makes room for one more, which has yet to be filled in.
func (s *stack) push() *frame {
	if s.depth >= nearDepth && s.far == nil {
		s.far = make([]frame, maxDepth-nearDepth)
	}
	s.depth++
	return s.top()
}
