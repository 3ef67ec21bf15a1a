// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The processor reaches nothing but the batches that it's given: no network, no file, no process, no environment. Of the
// standard library, it has nothing that could; of net/http, the names of statuses and the form of dates.
func TestReachesNothingOutside(t *testing.T) {
	t.Parallel()
	harmless := []string{
		"bytes", "cmp", "context", "encoding", "errors", "fmt", "maps", "math", "math/bits", "net/netip", "reflect",
		"slices", "strconv", "strings", "sync", "unicode", "unicode/utf16", "unicode/utf8", "unsafe",
	}
	var files []string
	for _, pattern := range []string{"*.go", "catalog/*.go", "processor/*/*.go", "internal/metadata/*.go"} {
		found, err := filepath.Glob(filepath.FromSlash(pattern))
		require.NoError(t, err)
		files = append(files, slices.DeleteFunc(found, func(name string) bool { return strings.HasSuffix(name, "_test.go") })...)
	}
	require.Greater(t, len(files), 30)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			switch {
			case strings.Contains(path, "."): // the Collector's, or ours
			case path == "net/http":
				assertNamesOnly(t, name, file)
			default:
				assert.Contains(t, harmless, path, "%s imports it", name)
			}
		}
	}
}

func assertNamesOnly(t *testing.T, name string, file *ast.File) {
	t.Helper()
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "http" {
				assert.True(t, s.Sel.Name == "ParseTime" || strings.HasPrefix(s.Sel.Name, "Status"), "%s uses http.%s", name, s.Sel.Name)
			}
		}
		return true
	})
}
