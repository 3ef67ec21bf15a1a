// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
)

// settingTable returns the table of the settings, from the fields of Config and their comments.
func settingTable(root string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "config.go"), nil, parser.ParseComments)
	if err != nil {
		return "", err
	}
	structs := make(map[string]*ast.StructType)
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			structs[spec.Name.Name], _ = spec.Type.(*ast.StructType)
		}
		return true
	})
	t := newTable("setting", "type", "default", "meaning")
	if err := settingRows(t, structs, "Config", ""); err != nil {
		return "", fmt.Errorf("config.go: %w", err)
	}
	return t.String(), nil
}

var (
	// fieldComment matches the comment of a field: its name, its meaning, and its default or that it is required. A struct has
	// no default, but its fields have.
	fieldComment = regexp.MustCompile(`^(?:\w+ (?:is |are )?)(.*?[.)])(?: Default: (.+)| (Required)\.?)$`)
	// literal matches a default that is a value rather than a phrase.
	literal = regexp.MustCompile(`^(\[.*|\d\S*|true|false)$`)
)

// settingRows adds a row for each field of a struct, and of the structs in it.
func settingRows(t *table, structs map[string]*ast.StructType, of, prefix string) error {
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
		if m == nil {
			return fmt.Errorf("the comment of %s.%s doesn't begin with its name and end with its default", of, field.Names[0])
		}
		value := m[2]
		if m[3] != "" {
			value = "required"
		} else if literal.MatchString(value) {
			value = code(value)
		}
		t.row(code(prefix+name), kind, value, strings.ToUpper(m[1][:1])+m[1][1:])
		if structs[inner] != nil {
			if err := settingRows(t, structs, inner, prefix+name+separator); err != nil {
				return err
			}
		}
	}
	return nil
}
