// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Names reports whether a string in the value of an attribute names the service by one of its own names. Keys don't count, and
// neither do payloads. It reads as much of a string as the search for errors does.
func (s *Scanner) Names(attribute string, v pcommon.Value) bool {
	return s.Vocabulary != nil && s.anyString(attribute, v, 0, s.naming())
}

func (s *Scanner) naming() stringSearch {
	return stringSearch{isSkippedForNames, func(key, t string) bool {
		return s.Vocabulary.Names(t) || slices.Contains(loggers[:], key) && s.Vocabulary.NamesPackage(t)
	}}
}

// HasSQLServer reports whether a string in the value of an attribute is a class of SQL Server, whose own errors have the same
// numbers.
func (s *Scanner) HasSQLServer(attribute string, v pcommon.Value) bool {
	return s.anyString(attribute, v, 0, stringSearch{isSkippedForNames, func(_, t string) bool {
		return !strings.ContainsAny(t, notInClasses) && sentence.NamesSQLServer(t)
	}})
}

const notInClasses = " \t\n\"'{[<"

// loggers are the keys of the names of loggers, functions and classes, which in Go begin with the path of a package.
var loggers = [...]string{
	"logger", "logger.name", "logger_name", "log.logger", "component", "code.namespace", "code.function", "code.function.name",
	"func", "function", "exception.type", "error.type",
}

// resourceNamespaces are the namespaces of resource attributes, which say where a program runs. Naming the service there doesn't
// count, wherever they are.
var resourceNamespaces = []string{"container.", "host.", "k8s.", "kubernetes.", "process.", "resource."}

// IsResource reports whether a key is that of a resource attribute.
func IsResource(key string, isMap bool) bool {
	return IsWithin(key, isMap, resourceNamespaces) || shape.IsMachineName(key)
}

// IsWithin reports whether a name is in one of the namespaces, which end with a dot. A map counts as the dotted names in it.
func IsWithin(name string, isMap bool, namespaces []string) bool {
	for _, ns := range namespaces {
		if strings.HasPrefix(name, ns) || isMap && name == ns[:len(ns)-1] {
			return true
		}
	}
	return false
}

// isSkippedForNames reports whether the value of a key is skipped when looking for names.
func isSkippedForNames(key string, isMap bool) bool {
	return shape.IsWordless(key) || IsResource(key, isMap)
}

// isWordless reports whether the value of a key is skipped when looking for errors in words.
func isWordless(key string, _ bool) bool { return shape.IsWordless(key) }

// Explain returns the documented numbers and wordings in the strings of the value that was searched last, and why each counts as
// an error or doesn't. It leaves out the numbers that were found in JSON.
func (s *Scanner) Explain(v pcommon.Value) (all []Candidate) {
	if s.Vocabulary == nil {
		return nil
	}
	s.anyString("", v, 0, stringSearch{isWordless, func(_, t string) bool {
		for _, c := range s.Vocabulary.Explain(t, false) {
			inText, inJSON := s.foundIn(c.Number)
			if !inText && (c.Reason.Counts() || c.Reason.NeedsService()) {
				c.Reason = sentence.Unread
			}
			if inText || !inJSON {
				all = append(all, c)
			}
		}
		return false
	}})
	return all
}

// foundIn reports whether a number was found in text, and whether it was in JSON.
func (s *Scanner) foundIn(number int64) (inText, inJSON bool) {
	for i := range s.machine.Found {
		if f := &s.machine.Found[i]; f.Number == number {
			inText, inJSON = inText || f.Shape == Message, inJSON || f.Shape != Message
		}
	}
	return inText, inJSON
}

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
		t := textOf(v)
		return anyText(key, t[:min(len(t), s.MaxSize)], 0, q)
	case pcommon.ValueTypeMap:
		for k, member := range v.Map().All() {
			if !isOurs(key, k) && !q.skip(k, member.Type() == pcommon.ValueTypeMap) && s.anyString(k, member, depth+1, q) {
				return true
			}
		}
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			isFrame := element.Type() == pcommon.ValueTypeMap && shape.IsFrames(key)
			if !isFrame && s.anyString(key, element, depth+1, q) {
				return true
			}
		}
	}
	return false
}

// isOurs reports whether a member has what this processor wrote, nested.
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
		if isText(t[from:i]) && q.is(key, t[from:i]) {
			return true
		}
		from = shape.End(t, i)
		if anyOfJSON(key, t[i:from], nesting, q) {
			return true
		}
		i = from
	}
	return isText(t[from:]) && q.is(key, t[from:])
}

func isText(t string) bool { return ascii.SkipSpace(t, 0) < len(t) }

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
		if isOurs(around, key) || q.skip(key, i < len(t) && t[i] == '{') || isListOfObjects(t[i:]) && shape.IsFrames(key) {
			i = shape.End(t, i)
		}
	}
	return false
}

// isListOfObjects reports whether t begins with a list of objects.
func isListOfObjects(t string) bool {
	return strings.HasPrefix(t, "[") && strings.HasPrefix(t[ascii.SkipSpace(t, 1):], "{")
}

// beginsJSON reports whether t, which begins with a brace or a bracket, begins with JSON.
func beginsJSON(t string) bool {
	first := ascii.SkipSpace(t, 1)
	return first < len(t) && strings.IndexByte(`"{[`, t[first]) >= 0
}
