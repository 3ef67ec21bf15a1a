// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"maps"
	"slices"
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

type (
	// Finding is what is found.
	Finding = shape.Finding
	// Shape is how it was delivered.
	Shape = shape.Kind
	// Vocabulary is what the documentation says in words.
	Vocabulary = sentence.Vocabulary
	// Candidate is a number or a wording in a text, and what was decided about it.
	Candidate = sentence.Candidate
)

// See package shape.
const (
	Response     = shape.Response
	Status       = shape.Status
	Notification = shape.Notification
	Message      = shape.Message
	MaxFindings  = shape.MaxFindings
)

// NewVocabulary prepares what a catalog documents, and the hosts whose names are the service's.
func NewVocabulary(c *catalog.Catalog, hosts []string) *Vocabulary {
	return sentence.New(c, hosts, shape.Keys[:]...)
}

// Integer reads an integer, a double without a fraction or a string of digits, and reports whether it was one.
func Integer(v pcommon.Value) (int64, bool) { return shape.Integer(v) }

// IsPayloadName reports whether an attribute of that name holds the body of a response, in which no words count.
func IsPayloadName(name string) bool { return shape.IsPayloadName(name) }

// IsListed reports whether an attribute of that name is in the list of all possible errors.
func IsListed(name string) bool { return shape.IsListed(name) }

// IsAsked reports whether an attribute of that name holds what somebody asks for, which has not happened.
func IsAsked(name string) bool { return shape.IsAsked(name) }

// Scanner looks for errors in one value after another, and gathers what it finds. It is meant to be reused.
type Scanner struct {
	MaxSize    int         // how many bytes of a value are searched
	Vocabulary *Vocabulary // what text is searched for; nil: JSON alone counts

	machine shape.Machine
	sorted  bool                 // maps are searched by name
	before  int                  // how many findings are of other values
	claimed []int64              // numbers that texts of the value at hand speak of, whether they count or not
	broken  Reason               // of the value at hand
	texts   [maxNesting + 2]text // in each other, and a message in the last
	raw     []byte               // room for bytes
}

// Found returns the findings since the last Clear, in order of appearance. They are valid until the next.
func (s *Scanner) Found() []Finding { return s.machine.Found }

// Clear forgets the findings.
func (s *Scanner) Clear() {
	clear(s.machine.Found)
	s.machine.Found = s.machine.Found[:0]
}

// Reset lets go of everything that was searched.
func (s *Scanner) Reset() {
	s.machine.Reset()
	for i := range s.texts {
		s.texts[i].words.Reset()
		s.texts[i].whole = ""
	}
}

// Kind is what kind of value is searched.
type Kind bool

const (
	Payload Kind = false // the body of a request or a response: only JSON counts
	Text    Kind = true  // what people read: a message, the body of a log record
)

// Scan searches a value of any type, and returns why an errorNumber in it could not be read whole.
func (s *Scanner) Scan(v pcommon.Value, kind Kind) Reason {
	s.begin(kind)
	s.value(v, 0, s.machine.Words)
	if t := v.Type(); (t == pcommon.ValueTypeMap || t == pcommon.ValueTypeSlice) && len(s.machine.Found)-s.before > 1 {
		// Parsers fill maps in any order. Where it matters, which is rare, that of the names counts.
		clear(s.machine.Found[s.before:])
		s.machine.Found, s.sorted = s.machine.Found[:s.before], true
		s.value(v, 0, s.machine.Words)
		s.sorted = false
	}
	return s.end()
}

// ScanString searches a string like Scan.
func (s *Scanner) ScanString(t string, kind Kind) Reason {
	s.begin(kind)
	s.limited(t, 0, s.machine.Words)
	return s.end()
}

// ScanAttributes searches the keys of a shape among attributes, where a log parser may have put them. No others are looked at,
// and no words but those of an errorMessage without a number: each attribute may be searched for words by itself. Those for which
// except is true are left out; it may be nil.
func (s *Scanner) ScanAttributes(attributes pcommon.Map, except func(name string) bool) Reason {
	s.begin(Payload)
	s.members(attributes, func(name string) bool { return shape.Telling(name) && (except == nil || !except(name)) })
	return s.end()
}

// MayHold reports whether anything may be found in a text. It is wrong now and then in what it lets through.
func (s *Scanner) MayHold(t string) bool {
	words, shapes := s.mayHold(t, s.Vocabulary != nil)
	return words || shapes
}

// mayHold reports whether a text may hold words that count, if it speaks, and whether it may hold a shape.
func (s *Scanner) mayHold(t string, speaks bool) (words, shapes bool) {
	keys := true
	if speaks {
		words, keys = s.Vocabulary.Look(t)
	}
	return words, keys && s.machine.MayHold(t)
}

func (s *Scanner) begin(kind Kind) {
	s.before, s.broken, s.machine.Words = len(s.machine.Found), None, kind == Text && s.Vocabulary != nil
	s.claimed = s.claimed[:0]
	s.texts[0].asked, s.texts[0].names = true, false
}

func (s *Scanner) end() Reason {
	s.dropList()
	return s.broken
}

// dropList drops the findings in the value at hand that are a list of possible errors: the service answers with one, programs
// print theirs. A real event may have many failures too; its other keys say that it is one.
func (s *Scanner) dropList() {
	const most = 8 // different errors that are no such list
	if found := len(s.machine.Found) - s.before; found == 0 || found <= most && len(s.claimed) <= most {
		return
	}
	numbers, messages := s.claimed, 0
	for i := range s.machine.Found[s.before:] {
		switch f := &s.machine.Found[s.before+i]; {
		case !mayBeListed(f):
		case f.Number == 0:
			messages++
		case !slices.Contains(numbers, f.Number):
			numbers = append(numbers, f.Number)
		}
	}
	s.claimed = numbers
	if max(len(numbers), messages) > most {
		listed := slices.DeleteFunc(s.machine.Found[s.before:], func(f Finding) bool { return mayBeListed(&f) })
		s.machine.Found = s.machine.Found[:s.before+len(listed)]
	}
}

// mayBeListed reports whether a finding may be one of a list of possible errors. What a notification or an event tells has
// happened.
func mayBeListed(f *Finding) bool {
	switch f.Shape {
	case Message:
		return !f.Device
	case Notification:
		return false
	default:
		return f.Bare && !f.Companion
	}
}

// value searches a value that is in so many strings, and may tell of an error in words. What is parsed already is told to
// the machine as if it were read from JSON.
func (s *Scanner) value(v pcommon.Value, nesting int, speaks bool) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		s.limited(v.Str(), nesting, speaks)
	case pcommon.ValueTypeBytes:
		s.bytes(v.Bytes(), nesting, speaks)
	case pcommon.ValueTypeMap:
		s.members(v.Map(), nil)
	case pcommon.ValueTypeSlice:
		if s.machine.Open(true) {
			for _, element := range v.Slice().All() {
				s.member(element)
			}
			s.machine.Close(0)
		}
	}
}

// members tells the keys of a map for which is true, or all of them, and their values.
func (s *Scanner) members(m pcommon.Map, which func(key string) bool) {
	if !s.machine.Open(false) {
		return
	}
	if s.sorted {
		s.membersByName(m)
	} else {
		for k, v := range m.All() {
			if which == nil || which(k) {
				s.machine.Key(k)
				s.member(v)
			}
		}
	}
	s.machine.Words = s.machine.Words || which != nil && s.Vocabulary != nil
	s.look(s.machine.Close(0), 0)
}

func (s *Scanner) membersByName(m pcommon.Map) {
	values := maps.Collect(m.All())
	for _, k := range slices.Sorted(maps.Keys(values)) {
		s.machine.Key(k)
		s.member(values[k])
	}
}

func (s *Scanner) member(v pcommon.Value) {
	if event := s.machine.Take(v); event != shape.Nothing {
		s.value(v, 1, s.machine.Words && event == shape.String)
	}
	s.machine.Value()
}

// bytes searches bytes. They can only be had as a copy: in room that is used again, unless anything may be in them.
func (s *Scanner) bytes(b pcommon.ByteSlice, nesting int, speaks bool) {
	const maxKept = 1 << 20
	s.raw = slices.Grow(s.raw[:0], b.Len())[:b.Len()]
	for i := range s.raw {
		s.raw[i] = b.At(i)
	}
	t := unsafe.String(unsafe.SliceData(s.raw), len(s.raw)) //nolint:gosec // read below, and not kept
	if words, shapes := s.mayHold(t, speaks); words || shapes {
		s.limited(strings.Clone(t), nesting, speaks)
	}
	if cap(s.raw) > maxKept {
		s.raw = nil
	}
}

// limited searches the part of t that the limit allows, if anything may be in it.
func (s *Scanner) limited(t string, nesting int, speaks bool) {
	rest := t[min(len(t), s.MaxSize):]
	t = t[:len(t)-len(rest)]
	named := s.machine.Named
	speaks, holds := s.mayHold(t, speaks)
	if speaks || holds {
		s.search(t, nesting, speaks)
	}
	if rest != "" && (s.machine.Named > named || !holds && strings.Contains(rest, "errorNumber")) {
		s.broken = TooLarge // the number is where nobody looks, or may be
	}
}

// Reason says why a payload that names an errorNumber could not be read whole. A greater one hides a lesser one.
type Reason uint8

const (
	None      Reason = iota // it was read whole, or names no errorNumber
	Malformed               // it isn't the JSON that it began as
	Truncated               // it was cut off before it came here
	TooLarge                // it is larger than what is searched
)

func (r Reason) String() string {
	return [...]string{None: "none", Malformed: "malformed", Truncated: "truncated", TooLarge: "too_large"}[r]
}

// reasonOf distinguishes a text that was cut off from one that is no JSON. rest is what follows the fault.
func reasonOf(rest string) Reason {
	if isMark(rest) || strings.EqualFold(strings.TrimRight(rest, "+-"), "e") { // of an exponent
		return Truncated
	}
	return Malformed
}

// isMark reports whether nothing follows, or nothing but a mark that the rest was cut off: ..., …, [truncated], (100 more bytes).
func isMark(rest string) bool {
	const maxMark = 64
	return rest == "" || len(rest) <= maxMark && (strings.IndexByte(".[(<{*", rest[0]) >= 0 || strings.HasPrefix(rest, "…"))
}
