// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"License\\\\n  not  found’", "License\vnot found'"},
		{"a  b", "a b"},
		{"a \r\n\tb", "a\vb"},
		{"a\u00a0\u2009b\u2028c", "a b\nc"},
		{"a" + strings.Repeat(" ", 20) + "b", "a b"},
		{"a" + strings.Repeat(" \n", 20) + "b", "a\nb"},
		{`a\\`, `a\`},
		{`a\nb\tc\rd\\\\ne`, "a\nb c\nd\ne"},
		{`\"a\" \'b\' c\/d \\\"`, `"a" 'b' c/d "`},
		{`\u003ca\u003e \u0026 \\u0022`, `<a> & "`},
		{`\u0061 \\u0039603 \ud83d \u00 \x C:\temp`, `\u0061 9603 \ud83d \u00 \x C: emp`},
		{"\x1b[1;31mError\x1b[0m: a\x1b[35m9622\x1b[m \x1b[2Kb \x1b", "Error: a 9622 [2Kb "},
		{"a\x1b\x1bb ^[[31mc#033[0m&#96;d\x1b[1m: e", "a b c d: e"},
		{"\x1b[1mécole a\x1b[mé b\x1b[m\x1b[1m日c", "école a é b 日c"},
		{`\u001b[31mb\x1b[0m c \\u001B[38;5;3md \x1c`, `b c d \x1c`},
		{"‘a’ “b” „c‟ «d» e′ f″", `'a' "b" "c" "d" e' f"`},
		{"a：b（c）＝＃％１Ａ", "a: b(c)=#%１ａ"},
		{"—…、→\u200b", "\x1f\x1f\x1f\x1f "},
		{"ÀÉ 日本", "àé 日本"},
		{"the `a` `b c`", "the a b c"},
		{"a`b", "a b"},
		{"`9622` a `9` 9`a -`9`)", "9622 a 9 9'a -'9')"},
		{"&quot;a&#34; &apos;b&#x27; aren&#39;t", `"a" 'b' aren't`},
		{"&#x22;a&#8217;", `"a'`},
		{"a&rsquo;b &#x2019; &rsquo", "a'b ' &rsquo"},
		{"aren`t organization`s aren`to 9`t `t", "aren't organization's aren to 9't t"},
		{"a´b cʼd e\u0092f", "a'b c'd e'f"},
		{"aâ€™b câ\u0080\u0099d â€ ™, €™ â", "a'b c'd â€ ™, €™ â"},
		{`a\xe2\x80\x99b c\\xE2\\x80\\x99d \u00e2\u20ac\u2122 \xe9 \x41`, `a'b c'd ' é \x41`},
		{"a\ufffdb c\x92d e\ufffd\ufffd\ufffdf \ufffd, \ufffd", "a\x1eb c\x1ed e\x1ef \x1e, \x1e"},
		{"a&b &quota; &quot &amp;quot; &", "a&b &quota; &quot &quot; &"},
		{"a ` b", "a b"},
		{"\\u0060a\\u0060", "a"},
	} {
		assert.Equal(t, c[1], cleaned(c[0]), c[0])
		for i := range len(c[0]) {
			assert.NotPanics(t, func() { cleaned(c[0][:i]) }, "cut off: %q", c[0][:i])
			assert.NotPanics(t, func() { cleaned(c[0][i:]) }, "cut off in front: %q", c[0][i:])
		}
	}
}

func cleaned(text string) string {
	var c cleaner
	c.add(text)
	return string(c.flush())
}
