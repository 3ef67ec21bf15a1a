// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

type (
	// Finding is an error that was found.
	Finding = shape.Finding
	// Shape is the form in which it is delivered.
	Shape = shape.Shape
	// Vocabulary is what is looked for in words.
	Vocabulary = sentence.Vocabulary
	// Candidate is a number or a wording in a text, and why it counts or doesn't.
	Candidate = sentence.Candidate
)

// The shapes, see package shape.
const (
	Response     = shape.Response
	Status       = shape.Status
	Notification = shape.Notification
	Message      = shape.Message
	MaxFindings  = shape.MaxFindings
)

// NewVocabulary returns the vocabulary of a catalog. The hosts are names of the service.
func NewVocabulary(c *catalog.Catalog, hosts []string) *Vocabulary {
	messages := append(strings.Fields(shape.MessageEnds), "value") // that of an exception
	return sentence.New(c, hosts, messages, shape.Keys[:]...)
}

// Scanner searches one value after another for errors, and collects its findings. It is meant to be reused.
type Scanner struct {
	MaxSize    int         // number of bytes of a value that are searched
	Vocabulary *Vocabulary // what is looked for in words; nil: only JSON counts
	Passed     bool        // the last value passed the prefilter, at least in part

	machine  shape.Machine
	sorted   bool                  // maps are searched in the order of their keys
	composed int                   // texts that were put together from members of this value
	isList   bool                  // this value is a list of possible errors
	broken   Unreadable            // why this value could not be read whole
	layers   [maxNesting + 2]layer // each is in the one before; the last is for a message
	raw      []byte                // buffer for bytes
}

// Found returns the findings in the last value, in order of appearance. They are valid until the next one is searched.
func (s *Scanner) Found() []Finding { return s.machine.Found }

const maxRaw = 1 << 20 // bytes of the buffer that are kept

// Reset releases everything that was searched.
func (s *Scanner) Reset() {
	s.machine.Reset()
	for i := range s.layers {
		s.layers[i].words.Reset(nil)
		s.layers[i].whole = ""
	}
	if cap(s.raw) > maxRaw {
		s.raw = nil
	}
}

// Kind is the kind of a value.
type Kind bool

const (
	Payload Kind = false // the body of a request or a response: only JSON counts
	Text    Kind = true  // what people read: a message, the body of a log record
)

// Scan searches a value of any type, and returns why an errorNumber in it could not be read whole. The name of the attribute that
// has this value says whether a body in it is that of a response; it is "" for the body of a record.
func (s *Scanner) Scan(attribute string, v pcommon.Value, kind Kind) Unreadable {
	t, o := v.Str(), s.options(kind)
	if t == "" {
		o.Attribute = attribute
		s.begin(o)
		s.value(v, 0, o.Words)
	} else {
		words, shapes := s.mayHold(s.limited(t), o.Words)
		if s.Passed = words || shapes; !s.Passed && len(t) <= s.MaxSize {
			s.restart()
			return None // most values
		}
		if isBracket(t[0]) { // not for JSON in a text
			o.Attribute = attribute
		}
		s.begin(o)
		s.searchLimited(t, 0, words, shapes)
	}
	s.scanAgain(v)
	if len(s.machine.Found) > 0 && shape.IsListName(attribute) {
		s.restart()
	}
	return s.end()
}

func (s *Scanner) options(kind Kind) shape.Options {
	return shape.Options{Words: kind == Text && s.Vocabulary != nil, Documentation: s.Vocabulary}
}

// scanAgain searches a value a second time, if need be: with its flattened names nested; or, in the rare case that it matters, in
// the order of its keys, because parsers fill maps in any order.
func (s *Scanner) scanAgain(v pcommon.Value) {
	isMany := len(s.machine.Found) > 1
	again := isMany && (v.Type() == pcommon.ValueTypeMap || v.Type() == pcommon.ValueTypeSlice)
	if s.machine.Flat {
		if nested, ok := nestValue(v); ok {
			v, again = nested, true
		}
	}
	if again {
		s.restart()
		s.sorted = true
		s.value(v, 0, s.machine.Words)
	}
}

// ScanString is [Scanner.Scan] for a string.
func (s *Scanner) ScanString(t string, kind Kind) Unreadable {
	s.begin(s.options(kind))
	s.text(t, 0, s.machine.Words)
	return s.end()
}

// ScanAttributes searches the attributes of a record as if they were the members of one object. It searches only the values of the
// keys of shapes, and numbers in contexts: the caller may search the others. Attributes that except returns true for are left out. The
// body of the record, "" if it has none, may be the message of a number.
func (s *Scanner) ScanAttributes(attributes pcommon.Map, body string, except func(name string) bool) Unreadable {
	s.begin(s.options(Text))
	nested, roots := nest(attributes, except)
	s.machine.Open(false)
	s.sorted = true
	for _, member := range byName(nested) {
		name, v := member.name, member.value
		if isRoot := slices.Contains(roots, name); isRoot || !except(name) {
			s.machine.Key(name)
			event := s.machine.Take(v)
			switch {
			case event == shape.Nothing:
			case isRoot || shape.IsShapeKey(name):
				s.value(v, 1, false)
			case s.machine.Words && HasNumber(name, v, s.Vocabulary.Documents):
				s.takeNumbers(name, v.Map(), except)
			}
			s.machine.Value()
		}
	}
	if s.machine.Close(0) == shape.LoneMessage {
		s.searchLone(body, 0)
	}
	return s.end()
}

// takeNumbers takes the numbers in an attribute that is a map. Their messages may be other attributes.
func (s *Scanner) takeNumbers(name string, m pcommon.Map, except func(name string) bool) {
	s.machine.Open(false)
	for _, member := range byName(m) {
		if !except(name + "." + member.name) {
			s.machine.Key(member.name)
			s.machine.Take(member.value)
			s.machine.Value()
		}
	}
	s.machine.Close(0)
}

// MayHold reports whether anything may be found in a text. It never rules out a text with an error.
func (s *Scanner) MayHold(t string) bool {
	words, shapes := s.mayHold(t, s.Vocabulary != nil)
	return words || shapes
}

// mayHold reports whether a text may hold words that count, if prose is set, and whether it may hold a shape.
func (s *Scanner) mayHold(t string, prose bool) (words, shapes bool) {
	keys := true
	if prose {
		words, keys = s.Vocabulary.Prefilter(t)
	}
	return words, keys && s.machine.MayHold(t)
}

func (s *Scanner) begin(o shape.Options) {
	s.machine.Begin(o)
	s.broken, s.isList, s.sorted, s.Passed = None, false, false, false
	x := &s.layers[0] // for a value that isn't a text
	x.whole, x.start, x.namesKnown, x.namesService = "", 0, true, false
	s.restart()
}

// restart forgets what was found in the value, and what was counted in it.
func (s *Scanner) restart() {
	clear(s.machine.Found)
	s.machine.Found, s.machine.Numbers, s.composed = s.machine.Found[:0], s.machine.Numbers[:0], 0
}

// end returns why the value could not be read whole.
func (s *Scanner) end() Unreadable {
	if len(s.machine.Found) > 0 {
		s.machine.Sort()
		s.dropList()
	}
	return s.broken
}

// value searches a value. nesting is the number of strings around it; prose is whether its words count. Parsed values are fed to
// the machine as if they were read from JSON.
func (s *Scanner) value(v pcommon.Value, nesting int, prose bool) {
	if t := v.Str(); t != "" { // most are strings, and Type takes three times as long
		s.text(t, nesting, prose)
		return
	}
	switch v.Type() {
	case pcommon.ValueTypeBytes:
		s.bytes(v.Bytes(), nesting, prose)
	case pcommon.ValueTypeMap:
		s.members(v.Map())
	case pcommon.ValueTypeSlice:
		if s.machine.Open(true) {
			for _, element := range v.Slice().All() {
				s.feed(element)
			}
			s.machine.Close(0)
		}
	}
}

// members searches the members of a map.
func (s *Scanner) members(m pcommon.Map) {
	if !s.machine.Open(false) {
		return
	}
	if s.sorted {
		for _, member := range byName(m) {
			s.machine.Key(member.name)
			s.feed(member.value)
		}
	} else {
		for name, v := range m.All() {
			s.machine.Key(name)
			s.feed(v)
		}
	}
	s.handle(s.machine.Close(0), 0)
}

type member struct {
	name  string
	value pcommon.Value
}

// byName returns the members of a map in the order of their names.
func byName(m pcommon.Map) []member {
	members := make([]member, 0, m.Len())
	for name, v := range m.All() {
		members = append(members, member{name, v})
	}
	slices.SortStableFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return members
}

// feed feeds a value to the machine, and searches it if it is worth that.
func (s *Scanner) feed(v pcommon.Value) {
	if event := s.machine.Take(v); event != shape.Nothing {
		s.value(v, 1, s.machine.Words && event == shape.String)
	}
	s.machine.Value()
}

// bytes searches bytes. pdata only gives out copies, so they are read into a buffer first, and cloned only if they may hold
// something.
func (s *Scanner) bytes(b pcommon.ByteSlice, nesting int, prose bool) {
	s.raw = slices.Grow(s.raw[:0], b.Len())[:b.Len()]
	for i := range s.raw {
		s.raw[i] = b.At(i)
	}
	t := unsafe.String(unsafe.SliceData(s.raw), len(s.raw)) //nolint:gosec // read below, and not kept
	if words, shapes := s.mayHold(t, prose); words || shapes {
		s.text(strings.Clone(t), nesting, prose)
	}
}
