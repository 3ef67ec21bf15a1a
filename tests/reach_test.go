// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The component uses no network, file, process or environment: of the standard library, it imports nothing that could
// reach them, and of net/http, only the names of statuses and the form of dates.
func TestReachesNothingOutside(t *testing.T) {
	t.Parallel()
	const harmless = " bytes cmp context encoding errors fmt iter maps math math/bits net/http net/netip reflect slices strconv strings " +
		"sync sync/atomic time unicode unicode/utf16 unicode/utf8 unsafe "
	checked := 0
	for _, pattern := range []string{"../*.go", "../catalog/*.go", "../processor/*/*.go", "../internal/metadata/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			checked++
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			require.NoError(t, err)
			for _, spec := range file.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				require.NoError(t, err)
				if !strings.Contains(path, ".") { // the standard library
					assert.Contains(t, harmless, " "+path+" ", name)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "http" {
						assert.True(t, s.Sel.Name == "ParseTime" || strings.HasPrefix(s.Sel.Name, "Status"), "%s uses http.%s", name, s.Sel.Name)
					}
				}
				return true
			})
		}
	}
	assert.Greater(t, checked, 20)
}
