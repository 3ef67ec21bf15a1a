// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// stringSearch is what to look for in the strings of a value.
type stringSearch struct {
	skip func(key string, isMap bool) bool // reports whether to skip a member
	is   func(key, t string) bool
}

// anyString reports whether a string in the value of a key is what q looks for. It stops at the first.
func (s *Scanner) anyString(key string, v pcommon.Value, depth int, q stringSearch) bool {
	if depth > shape.MaxDepth {
		return false
	}
	switch v.Type() {
	case pcommon.ValueTypeStr, pcommon.ValueTypeBytes:
		return anyText(key, s.limited(textOf(v)), 0, q)
	case pcommon.ValueTypeMap:
		for k, member := range v.Map().All() {
			if !isOurs(key, k) && !q.skip(k, member.Type() == pcommon.ValueTypeMap) && s.anyString(k, member, depth+1, q) {
				return true
			}
		}
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			isFrame := element.Type() == pcommon.ValueTypeMap && shape.IsStackFrames(key)
			if !isFrame && s.anyString(key, element, depth+1, q) {
				return true
			}
		}
	}
	return false
}

// isOurs reports whether a member has what this processor wrote, in nested maps.
func isOurs(around, key string) bool { return around == "apple" && key == "mdm" }

// textOf returns a string or bytes as a text.
func textOf(v pcommon.Value) string {
	if v.Type() == pcommon.ValueTypeBytes {
		return string(v.Bytes().AsRaw())
	}
	return v.Str()
}

// anyText is anyString for a text. Of the JSON in it, only the strings count.
func anyText(key, t string, nesting int, q stringSearch) bool {
	if nesting > maxNesting {
		return false
	}
	from := 0
	for i := nextBracket(t, 0); i < len(t); i = nextBracket(t, i) {
		if !beginsJSON(t[i:]) {
			i++
			continue
		}
		if q.is(key, t[from:i]) {
			return true
		}
		from = shape.End(t, i)
		if anyOfJSON(key, t[i:from], nesting, q) {
			return true
		}
		i = from
	}
	return q.is(key, t[from:])
}

// anyOfJSON is anyText for JSON, which may be cut off.
func anyOfJSON(key, t string, nesting int, q stringSearch) bool {
	for i := 0; i < len(t); {
		if t[i] != '"' {
			if t[i] == '}' {
				key = ""
			}
			i++
			continue
		}
		v, next := shape.LiteralAt(t, i+1)
		i = ascii.SkipSpace(t, next)
		if i == len(t) || t[i] != ':' {
			if anyText(key, v.String(), nesting+1, q) {
				return true
			}
			continue
		}
		around := key
		key, i = v.String(), ascii.SkipSpace(t, i+1)
		if isOurs(around, key) || q.skip(key, i < len(t) && t[i] == '{') || isListOfObjects(t[i:]) && shape.IsStackFrames(key) {
			i = shape.End(t, i)
		}
	}
	return false
}

func isListOfObjects(t string) bool {
	return strings.HasPrefix(t, "[") && strings.HasPrefix(t[ascii.SkipSpace(t, 1):], "{")
}

// beginsJSON reports whether t, which begins with a brace or a bracket, begins with JSON.
func beginsJSON(t string) bool {
	first := ascii.SkipSpace(t, 1)
	return first < len(t) && ascii.In(t[first], `"{[`)
}
