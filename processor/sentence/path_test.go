// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPaths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a /srv/x.go b": "a # b", "a ./x/y": "a #", "a ../x": "a #", "~/x a": "# a", "a/b/c": "#", "a/b.rb x": "# x", "[a/b.rb:96] x": "[#] x", "x.go:96: a": "#: a", "x.go:96:12 a": "# a", `C:\a\x.cs a`: "# a", `C:\\a\\x a`: "# a", "c:/a a": "# a",
		`C:\temp\x: a`: "C: #: a", `a: b\c`: `a: #`, `ab: b\c`: `ab: b\c`, `a\x.cs`: "#", `x.php(96) a`: "x.php(96) a", "/a/x.php(96) a": "# a", "/a/x.cs:line 96 a": "# a", `"/a/x.py", line 96 a`: `"# a`, "(/a/b)": "(#)", "/a/b.": "#.", "a=/b c": "a=# c", "/a?b=c&d=e f": "# f",
		"https://example.com/a/b?c=d e": "https://example.com# e", "http://example.com:80/a": "http://example.com:80#", "https://example.com/.": "https://example.com/.", "https://me@example.com": "https://me@example.com", "vpp.itunes.apple.com/a/b": "vpp.itunes.apple.com#",
		"and/or a": "and/or a", `a ..\x\y`: "a #", `a:App\Vpp b`: `a:App\Vpp b`, "/a.cs:line x": "#:line x", "a / b": "a / b", "w/o a": "w/o a", `App\Vpp\Error a`: `App\Vpp\Error a`, "a: b": "a: b", "example.com:80": "example.com:80", "<a>b</a>": "<a>b</a>", "a//": "a//", "x.y:z": "x.y:z", "n/a.": "n/a.",
	} {
		x := Text{v: vocabulary}
		x.Add(text)
		masked := re("\ufffd+") // the bytes in place of a path aren't UTF-8
		assert.Equal(t, want, masked.ReplaceAllString(x.finish(), "#"), text)
	}
}
