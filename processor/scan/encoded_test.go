// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// JSON may be in XML, in elements and attributes, escaped once or twice, or have encoded quotes.
func TestXML(t *testing.T) {
	t.Parallel()
	const payload = `{&quot;errorNumber&quot;:9609,&quot;errorMessage&quot;:&quot;isn&apos;t &lt;b&gt;&quot;}`
	for _, text := range []string{
		payload, "<body>" + payload + "</body>", `<call answer="` + payload + `" took="9ms"/>`, "400: [ " + payload + "]", `{"xml":"<body>` + payload + `</body>"}`,
		strings.ReplaceAll(payload, "&quot;", "&#34;"), strings.ReplaceAll(payload, "&quot;", "&#x22;"), strings.ReplaceAll(payload, "&quot;", "&#X22;"), strings.ReplaceAll(payload, "&", "&amp;"),
		payload[:strings.LastIndex(payload, "&quot;")],
		strings.ReplaceAll(payload, "&quot;", `\x22`), strings.ReplaceAll(payload, "&quot;", `\u0022`), `"` + strings.ReplaceAll(payload, "&quot;", `\x22`) + `" "curl"`,
	} {
		s := newScanner()
		s.ScanString(text, Payload)
		if assert.Len(t, s.Found(), 1, text) {
			message, _ := s.Found()[0].Message()
			assert.EqualValues(t, 9609, s.Found()[0].Number, text)
			assert.Equal(t, "isn't <b>", message, text)
		}
	}
	for _, text := range []string{`{&lt;errorNumber&quot;:9609}`, `{&quot;errorCodes&quot;:[{&quot;errorNumber&quot;:9609}]}`} {
		assert.Empty(t, found(text, Payload), text)
	}
	nested := `{"errorNumber":9609}`
	for n := range maxNesting + 2 {
		s := newScanner()
		s.ScanString(nested, Payload)
		assert.Equal(t, n <= maxNesting, len(s.Found()) == 1, nested)
		nested = html.EscapeString(nested)
	}
}

// White space in JSON may be printed in other ways.
func TestPrintedSpace(t *testing.T) {
	t.Parallel()
	for _, br := range []string{`\n`, `\r\n`, `\t`, "<EOL>", `\n  `, "#012#011", `\x0A\x09`} {
		text := strings.ReplaceAll(`b'{|"uId":"7",|"errorMessage":"x",|"errorNumber"|:|9609|}|'`, "|", br)
		assert.Equal(t, []want{{Number: 9609, Rich: true, LibraryUID: "7", Message: "x"}}, found(text, Payload), text)
	}
	for _, text := range []string{`{\x"errorNumber":9609}`, `{<EO>"errorNumber":9609}`} {
		assert.Empty(t, found(text, Payload), text)
	}
}
