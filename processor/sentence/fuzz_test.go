// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"flag"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Properties draw the same cases each time, unless the command line sets another seed.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	m.Run()
}

// tellsLikeReference asserts that a text has the errors that the reference finds in it.
func tellsLikeReference(t require.TestingT, text string) []Error {
	got := errorsIn(t, text)
	for i := range got {
		got[i].Status = 0
	}
	if len(text) < 1<<12 && !has(refRepair(text), refUnclear) && !has(refDecode(text), refUnclear) {
		require.Equal(t, refErrors(text), got, "%q", text)
	}
	return got
}

func FuzzText(f *testing.F) {
	f.Add(`AppleVPP::Error::Code9622: \\u201cInvalid authentication token\\u201d`)
	f.Add(`Apps and Books answered HTTP 429, ERROR 9646 --- errorCodes=[{"errorMessage":"The server has revoked the sToken."}] VPP error: 9603 users`)
	f.Add("0 ERR9600 B VPP")
	f.Fuzz(func(t *testing.T, text string) { tellsLikeReference(t, text) })
}

// FuzzSentence searches texts made of the parts of error messages, and near misses.
func FuzzSentence(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { tellsLikeReference(t, genSentence(t)) }))
}

func TestSentencesLikeReference(t *testing.T) {
	t.Parallel()
	const each = 5
	told, sentences := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		for range each {
			told += min(1, len(tellsLikeReference(t, genSentence(t))))
		}
		sentences += each
	})
	assert.Greater(t, told, sentences/5, "the sentences are no test")
}

var (
	genMarks = []string{
		"error ", "error: ", "Error ", "ERROR ", "error number: ", "errorNumber=", "error code ", "error (code ", "error, code: ", "errno=", "err #", "ErrorCode", "VPPError: (", "errors ", "stderr ", "status code: ", "promo code=", "code=", "code: ", "Code", "api code: ",
		"op=sync code=", "error no. ", `error:\n`, "error = \"", "?error=", "err_no ", "error-number ", "mirror: ", "12:00:00Z ERROR ", "x [12:00:00] ERROR ", "at 12:00:00: ERROR ", "ERROR:", "error：", "x\\nerror ", "ApiErr ", "VppErr: ", "KeyError: ", "os error ", "redis: error ", "stripe.ApiError: code=", "error == ", "ERROR (", "Internal error ", "the error code ", "erR ", "error\u00a0", `error \\u0022`, "",
	}
	genNames = []string{"Apple", "VPP", "vppToken", "sToken", "AppsAndBooks", "vpp.itunes.apple.com", "vpp_prod", "Apple Pay", "com.apple.xpc", "pineapple", "MSSQL"}
	genGaps  = []string{
		" ", " ", "", ": ", ", ", ". ", "\n", `\n`, `\\\t`, " - ", "(", ")", `"`, "'", "“", "é", "_", ".", "-", "/", "=", "|", ":", " x ", " users ", " ms ", "..", "|c", " users=", " users_a.b-c=", "\n\tat ", "\u00a0", "`", "*", "\\", "→", "日", "µ", "%", "[", "{", ">", "\r\n\t",
		"（", "&quot;", "&#39;", "&", ";", "              ", `\u003c`, `\u0061`, "\ufffd", "?", "</Data>", "</b> ", "<br/>", "<", "&amp;",
	}
	genOthers = []string{
		"errorCodes=[{errorNumber=9601, errorMessage=Login required.}]", "error_codes: {", "ErrorCodes: ([]api.ErrorCode) (", "]", "}", "number]", "errorCodes", "error_codes in ", "ErrorCodes.java", "app.error_codes: ", "Codes=[429] ", "error_codes=[429, 9600], ", "errorCodes=null, ", "ErrorCodes::X", ":[] ", "x=1", "errorCodes.errorNumber", "rrorCodes=", "ERROR_CODES: [{9625", "error-codes", "errorcodes/0/", `\u0039603`, `96\u00309`, `err\u006fr `,
		`  "msg" : "`, `x "msg": `, "VppHttp", "ERROR", "code", "9609ms", "96100", "-9816", "9609.5", "3,9609", "error number 9,609", "error 9,610", "VPP-9625", ":9700", "09609", "9609", "a", "Caused by: ",
	}
)

// genSentence returns a text that may report errors.
func genSentence(t *rapid.T) (text string) {
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "") }
	numbers := rapid.SampledFrom(catalog.Default().Numbers())
	number := numbers.Draw(t, "")
	for range rapid.IntRange(1, 10).Draw(t, "") {
		switch rapid.IntRange(0, 6).Draw(t, "") {
		case 0:
			text += pick(genMarks...) + strconv.Itoa(number)
		case 1:
			text += genWording(t, number)
		case 2:
			text += pick(genNames...)
		case 3:
			text += pick(genOthers...)
		case 4:
			number = numbers.Draw(t, "")
		case 5:
			text += strconv.Itoa(number)
		default:
			text += pick(genMarks...)
		}
		text += pick(genGaps...)
	}
	return text
}

// genWording returns a wording of the number: as it is, in a variant, or broken.
func genWording(t *rapid.T, number int) string {
	w := rapid.SampledFrom(catalog.Default().Wordings(number)).Draw(t, "").Text
	switch rapid.IntRange(0, 5).Draw(t, "") {
	case 0:
		return w[:rapid.IntRange(0, len(w)-1).Draw(t, "")]
	case 1:
		return strings.TrimRight(w, ".") + rapid.SampledFrom([]string{"s", "_", "", "..."}).Draw(t, "")
	case 2:
		return variants[rapid.SampledFrom(variantNames).Draw(t, "")](w)
	default:
		return w
	}
}
