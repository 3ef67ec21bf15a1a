// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// settingTable returns the table of the settings, from the fields of Config and their comments.
func settingTable(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "config.go"), nil, parser.ParseComments)
	require.NoError(t, err)
	structs := make(map[string]*ast.StructType)
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			structs[spec.Name.Name], _ = spec.Type.(*ast.StructType)
		}
		return true
	})
	settings := newTable("setting", "type", "default", "meaning")
	settingRows(t, settings, structs, "Config", "")
	return settings.String()
}

var (
	// fieldComment matches the comment of a field: its name, its meaning, and its default or that it is required. A struct has
	// no default, but its fields have.
	fieldComment = regexp.MustCompile(`^(?:\w+ (?:is |are )?)(.*?[.)])(?: Default: (.+)| (Required)\.?)$`)
	// literal matches a default that is a value rather than a phrase.
	literal = regexp.MustCompile(`^(\[.*|\d\S*|true|false)$`)
)

// settingRows adds a row for each field of a struct, and of the structs in it.
func settingRows(t *testing.T, rows *table, structs map[string]*ast.StructType, of, prefix string) {
	t.Helper()
	for _, field := range structs[of].Fields.List {
		if field.Tag == nil {
			continue
		}
		name := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("mapstructure")
		inner, isList := strings.CutPrefix(types.ExprString(field.Type), "[]")
		kind, separator := inner, "."
		switch {
		case isList:
			kind, separator = "list", "[]."
		case structs[inner] != nil:
			kind = "map"
		case inner == "time.Duration":
			kind = "duration"
		case strings.Contains(inner, "."): // an enum
			kind = "string"
		}
		comment := strings.Join(strings.Fields(field.Doc.Text()), " ")
		if kind == "map" {
			comment += " Default: see below"
		}
		m := fieldComment.FindStringSubmatch(comment)
		require.NotNil(t, m, "the comment of %s.%s must begin with its name and end with its default", of, field.Names[0])
		value := m[2]
		if m[3] != "" {
			value = "required"
		} else if literal.MatchString(value) {
			value = code(value)
		}
		rows.row(code(prefix+name), kind, value, strings.ToUpper(m[1][:1])+m[1][1:])
		if structs[inner] != nil {
			settingRows(t, rows, structs, inner, prefix+name+separator)
		}
	}
}
