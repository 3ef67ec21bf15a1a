// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Texts that instrumentation has split are put together again: the class and the message of an exception, the template and the
// arguments of a log message.

// searchException searches the message of an exception, with its class in front of it: VPPAPIError: 9622.
func (b *batch) searchException(r *record, class, message pcommon.Value, at source) {
	if class.Type() != pcommon.ValueTypeStr || message.Type() != pcommon.ValueTypeStr || len(message.Str()) > b.MaxPayloadSize ||
		len(class.Str()) > maxArgument {
		b.search(r, message, at)
		return
	}
	b.text = append(append(append(b.text[:0], scan.ClassName(class.Str())...), ": "...), message.Str()...)
	b.searchComposed(r, at)
}

// searchBody searches the body of a log record. A template is filled in first.
func (b *batch) searchBody(r *record, body pcommon.Value) {
	at := source{place: "body", from: bodies}
	if r.attributes.Len() > 0 && b.fill(body.Str(), r.attributes, b.ExcludeAttributes) {
		b.searchComposed(r, at)
		return
	}
	b.search(r, body, at)
	hasNone := !b.passed && body.Str() != "" && !r.has(messages) // most records
	if hasNone || len(b.found()) > 0 {
		return
	}
	if members, ok := b.membersOf(body); ok && b.fillMembers(members, nil) ||
		r.hasAny(templates[:]...) && b.fillMembers(r.attributes, b.ExcludeAttributes) {
		b.searchComposed(r, at)
	}
}

// templates are the keys of Serilog's templates. The arguments are next to the template, or in a map next to it.
var templates = [...]string{"@mt", "MessageTemplate"}

const arguments = "Properties"

// membersOf returns the members of a body that may have a template: a map, or JSON that the prefilter let through.
func (b *batch) membersOf(body pcommon.Value) (members pcommon.Map, ok bool) {
	t := body.Str()
	if t == "" && body.Type() == pcommon.ValueTypeMap {
		return body.Map(), true
	}
	isCandidate := func(name string) bool { return strings.Contains(t, `"`+name+`"`) }
	if !b.passed || len(t) > maxLine || !strings.HasPrefix(t, "{") || !slices.ContainsFunc(templates[:], isCandidate) {
		return members, false
	}
	var raw map[string]any
	if json.Unmarshal([]byte(t), &raw) != nil {
		return members, false
	}
	members = pcommon.NewMap()
	return members, members.FromRaw(raw) == nil
}

// fillMembers is fill for a map that holds both the template and its arguments. Only attributes can be excluded, not members.
func (b *batch) fillMembers(members pcommon.Map, except []string) bool {
	for _, name := range templates {
		template, ok := members.Get(name)
		if !ok || template.Type() != pcommon.ValueTypeStr || slices.Contains(except, name) {
			continue
		}
		if v, ok := members.Get(arguments); ok && v.Type() == pcommon.ValueTypeMap && !slices.Contains(except, arguments) {
			members, except = v.Map(), nil
		}
		return b.fill(template.Str(), members, except)
	}
	return false
}

// searchComposed searches the text that was put together. It is copied out of the buffer only if it may hold an error.
func (b *batch) searchComposed(r *record, at source) {
	if b.mayHold(b.text) || b.observe != nil {
		b.searchString(r, string(b.text), at)
	}
}

// searchString is search for a text that isn't a value.
func (b *batch) searchString(r *record, t string, at source) {
	reason := b.scanner.ScanString(t, scan.Text)
	if b.observe != nil {
		b.observeText(r, pcommon.NewValueStr(t), at)
	}
	b.keep(r, reason, at)
}

// mayHold reports whether an error may be in a text.
func (b *batch) mayHold(text []byte) bool {
	t := unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // not kept
	return b.scanner.MayHold(t)
}

const (
	maxPlaceholders = 16
	maxArgument     = 4 << 10  // bytes
	maxAgain        = 64       // bytes of an argument that is filled in more than once
	maxLine         = 64 << 10 // bytes of JSON that is decoded for its template
)

// fill replaces the placeholders of a template such as {ErrorNumber}: {ErrorMessage} with the attributes of those names, and
// reports whether there were any. Placeholders without an attribute stay, and so do those whose attribute is in except.
func (b *batch) fill(template string, attributes pcommon.Map, except []string) bool {
	open := strings.IndexByte(template, '{')
	if open < 0 || len(template) > b.MaxPayloadSize || strings.HasPrefix(template, `{"`) { // that is JSON
		return false
	}
	b.text = b.text[:0]
	var names [maxPlaceholders]string
	from := 0
	for n := 0; n < maxPlaceholders; {
		name, end := placeholder(template, open)
		if name != "" {
			again := slices.Contains(names[:n], name)
			names[n] = name
			n++
			v, ok := argument(attributes, name, except)
			if signed := template[open+1 : open+2+len(name)]; !ok && (signed[0] == '@' || signed[0] == '$') { // as .NET's own loggers do
				v, ok = argument(attributes, signed, except)
			}
			if ok && (!again || len(v.Str()) <= maxAgain) {
				if filled, ok := appendArgument(append(b.text, template[from:open]...), v); ok {
					b.text, from = filled, end
				}
			}
		}
		next := strings.IndexByte(template[end:], '{')
		if next < 0 {
			break
		}
		open = end + next
	}
	if from > 0 {
		b.text = append(b.text, template[from:]...)
	}
	return from > 0
}

// argument returns the value of a placeholder: the attribute of that name, or else the member of that name in an attribute that is a
// map of such values, such as Serilog's Properties or Monolog's context.
func argument(attributes pcommon.Map, name string, except []string) (v pcommon.Value, ok bool) {
	if v, ok = attributes.Get(name); ok || scan.IsSkippedForNames(name, false) {
		return v, ok && !slices.Contains(except, name)
	}
	around := ""
	for key, m := range attributes.All() {
		if m.Type() != pcommon.ValueTypeMap || ok && key > around || slices.Contains(except, key) {
			continue
		}
		member, there := m.Map().Get(name)
		if there && !isContainer(member.Type()) && !isLeftOut(key, true) && !scan.IsSkippedForNames(key, true) {
			v, ok, around = member, true, key
		}
	}
	return v, ok
}

// appendArgument appends a value as it would have been printed, if it is a string or a number.
func appendArgument(to []byte, v pcommon.Value) (longer []byte, ok bool) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		t := v.Str()
		return append(to, t[:min(len(t), maxArgument)]...), true
	case pcommon.ValueTypeInt:
		return strconv.AppendInt(to, v.Int(), 10), true
	case pcommon.ValueTypeDouble:
		return strconv.AppendFloat(to, v.Double(), 'f', -1, 64), math.Abs(v.Double()) < 1e15
	default:
		return to, false
	}
}

// placeholder returns the name in the placeholder that begins with the brace at t[open], and where it ends: {@Error,10:N} is
// Error. The name is empty if it isn't a placeholder.
func placeholder(t string, open int) (name string, end int) {
	const maxLength = 128
	i := open + 1
	if i < len(t) && (t[i] == '@' || t[i] == '$') {
		i++
	}
	start := i
	for i < len(t) && i-start < maxLength && isNameByte(t[i]) {
		i++
	}
	if name = t[start:i]; i < len(t) && (t[i] == ',' || t[i] == ':') {
		for i < len(t) && i-start < maxLength && t[i] != '}' && t[i] != '{' && t[i] != '"' {
			i++
		}
	}
	if name == "" || i == len(t) || t[i] != '}' {
		return "", open + 1
	}
	return name, i + 1
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '.'
}
