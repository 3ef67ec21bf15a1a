// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Log pipelines flatten maps and lists: {"failures": [{"errorNumber": 9610}]} becomes {"failures.0.errorNumber": 9610}. A map with
// such a name is nested again before it is searched.

// FlatNumber returns, for the flattened name of an error's message or of what it affects, the name of its number.
func FlatNumber(name string) (number string, ok bool) {
	for _, part := range [...]string{"errorMessage", "errorInfo"} {
		if i := strings.LastIndex(name, part); i > 0 && shape.IsFlatJoint(rune(name[i-1])) {
			return name[:i] + "errorNumber", true
		}
	}
	return "", false
}

// split appends the names that a flattened name was made of.
func split(path []string, name string) []string {
	return slices.AppendSeq(path, strings.FieldsFuncSeq(name, shape.IsFlatJoint))
}

// nest returns a copy of a map in which what was flattened together with the number of an error is nested again, and the names of
// the members that it is nested in. If there is nothing of that kind, it returns the map itself. Members that except returns true
// for are left out.
func nest(m pcommon.Map, except func(name string) bool) (nested pcommon.Map, roots []string) {
	const maxMembers, maxRoots = 4096, 2 * maxDifferent
	if m.Len() > maxMembers {
		return m, nil
	}
	var path []string
	for name := range m.All() {
		if shape.IsFlat(name) && len(roots) < maxRoots && !except(name) {
			if path = split(path[:0], name); !slices.Contains(roots, path[0]) && !namesOther(path[0]) {
				roots = append(roots, path[0])
			}
		}
	}
	if roots == nil {
		return m, nil
	}
	all := make(map[string]any, m.Len())
	for _, member := range byName(m) {
		name, v := member.name, member.value
		if except(name) {
			continue
		}
		if path = path[:0]; len(name) <= shape.MaxFlat {
			path = split(path, name)
		}
		if len(path) == 0 || !slices.Contains(roots, path[0]) || shape.IsListName(name) {
			path = append(path[:0], name)
		}
		put(all, path, v.AsRaw())
	}
	for name, v := range all {
		all[name] = withLists(v)
	}
	nested = pcommon.NewMap()
	_ = nested.FromRaw(all) // AsRaw returns only what it takes
	return nested, roots
}

// namesOther reports whether a flattened name begins with the name of another product or of a database: redis, mssql, db.
func namesOther(root string) bool {
	return root == "db" || sentence.NamesProduct(root) || sentence.NamesSQLServer(root)
}

// nestValue is nest for a value, if it is a map or JSON, and reports whether anything was nested.
func nestValue(v pcommon.Value) (nested pcommon.Value, ok bool) {
	nested = pcommon.NewValueMap()
	if v.Type() != pcommon.ValueTypeMap {
		if !parse(textOf(v), nested.Map()) {
			return v, false
		}
		v = nested
	}
	m, roots := nest(v.Map(), func(string) bool { return false })
	if roots == nil {
		return v, false
	}
	m.MoveTo(nested.Map())
	return nested, true
}

// parse parses JSON, unless that would take too much time and memory, and reports whether it did.
func parse(t string, to pcommon.Map) bool {
	const maxLength, minMember, maxNested = 64 << 10, 20, 32
	if len(t) > maxLength || !strings.HasPrefix(t, "{") ||
		strings.Count(t, ",") > len(t)/minMember || strings.Count(t, "{")+strings.Count(t, "[") > maxNested {
		return false
	}
	var raw map[string]any
	return json.Unmarshal([]byte(t), &raw) == nil && to.FromRaw(raw) == nil
}

// put puts a value into nested maps. A value with the same name as a map becomes the member of that map with an empty name.
func put(m map[string]any, path []string, v any) {
	last := len(path) - 1
	for _, name := range path[:last] {
		inner, isMap := m[name].(map[string]any)
		if !isMap {
			inner = make(map[string]any)
			if value, there := m[name]; there {
				inner[""] = value
			}
			m[name] = inner
		}
		m = inner
	}
	name := path[last]
	if inner, isMap := m[name].(map[string]any); isMap {
		m, name = inner, ""
	}
	m[name] = v
}

// withLists returns a value with lists in place of the maps whose keys are indexes.
func withLists(v any) any {
	m, isMap := v.(map[string]any)
	if !isMap {
		return v
	}
	isList := len(m) > 0
	for name, member := range m {
		m[name] = withLists(member)
		isList = isList && name != "" && ascii.DigitsEnd(name, 0) == len(name)
	}
	if !isList {
		return m
	}
	var list []any
	for _, index := range slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) }) {
		list = append(list, m[index])
	}
	return list
}
