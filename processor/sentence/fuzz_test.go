// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// FuzzText holds what is told in raw texts against the reference.
func FuzzText(f *testing.F) {
	for _, text := range []string{
		"Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)",
		"Apps and Books answered HTTP 429, Apple error 9646",
		"apps and books: 400 9609 Unable to find the registered user.",
		"commandment.vpp.errors.VPPAPIError: (9622, 'Invalid authentication token')",
		`AppleVPP::Error::Code9622: \\u201cInvalid authentication token\\u201d`,
		"2026-01-01 12:00:00.000 ERROR 9610 --- [main] vpp", "VPP error: 9603 users could not be synced",
		`errorCodes=[{"errorMessage":"The server has revoked the sToken."}]`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := errorsIn(t, text); len(text) < 1<<12 && !unclear.MatchString(text) {
			require.Equal(t, refErrors(text), got, "%q", text)
		}
	})
}

// unclear is what the rules leave open.
var unclear = regexp.MustCompile("`[`\\\\\\v\\f[:^ascii:]]|\\x00|ſ")

// FuzzSentence is FuzzText for texts made of what errors are told with, and near misses.
func FuzzSentence(f *testing.F) { f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { tellsLikeReference(t) })) }

func TestSentencesLikeReference(t *testing.T) {
	t.Parallel()
	told, sentences := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		for range 30 {
			told += min(1, len(tellsLikeReference(t)))
			sentences++
		}
	})
	assert.Greater(t, told, sentences/5, "the sentences are no test")
}

func tellsLikeReference(t *rapid.T) []Error {
	text := genSentence(t)
	got := errorsIn(t, text)
	if !unclear.MatchString(text) {
		require.Equal(t, refErrors(text), got, "%q", text)
	}
	return got
}

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "") }

var (
	genMarks = []string{
		"error ", "error: ", "Error ", "ERROR ", "error number: ", "errorNumber=", "error code ", "errno=", "err #", "ErrorCode", "VPPError: (", "errors ", "stderr ", "status code: ", "promo code=", "code=", "code: ", "Code", "api code: ",
		"op=sync code=", "error no. ", `error:\n`, "error = \"", "?error=", "err_no ", "error-number ", "mirror: ", "12:00:00Z ERROR ", "ERROR:", "error：", "x\\nerror ", "ApiErr ", "erR ", "error\u00a0", `error \\u0022`, "",
	}
	genNames = []string{
		"Apple", "apple", "VPP", "vppToken", "sToken", "Apps and Books", "AppsAndBooks", "app-and-book", "LegacyAppAndBookClientException", "vpp.itunes.apple.com", "VPPAPI", "FailedSTokenValidation", "vpp_prod", "Apple Pay",
		"Apple IDs", "APPLE IDS", "AppleTV", "ApplePushService", "Apple pushed", "Sign in with Apple", "com.apple.xpc", "apple.com", "apple@", "AppleWebKit", "/vpp", "//vpp", "accesstoken", "pineapple", "xvpp", "my-vpp",
		"vpp.itunes.apple.com.example", "SQL", "mysql",
	}
	genGaps = []string{
		" ", " ", "", ": ", ", ", ". ", "\n", `\n`, `\\\t`, " - ", "(", ")", `"`, "'", "“", "é", "_", ".", "-", "/", "=", "|", ":", " x ", " users ", " users=", "\n\tat ", "\u00a0", "`", "*", "\\", "→", "日", "µ", "%", "[", "{", ">", "\r\n\t",
		"（", "              ", `\u003c`, `\u0061`,
	}
	genTold = []string{
		"answered ", "returned HTTP ", "responded with status ", "replied: ", "Returned ", ": ", ": HTTP/1.1 ", "unanswered ", "said ", ":", "licenses: ", "(limit: ", "and returned ", "and it returned ", "so we returned ",
		"; returned ", "\nreturned ", `\nreturned `, "proxy replied ",
	}
	genStatus = []string{"429", "401", "503", "200", "600", "099", "4011", "401 assets", "401ms", "404 9609", "429;"}
	genOthers = []string{
		"errorCodes=[{errorNumber=9601, errorMessage=Login required.}]", "error_codes: {", "ErrorCodes: ([]api.ErrorCode) (", "]", "}", "number]", "errorCodes", "error_codes in ", "ErrorCodes.java", "errorCodes.errorNumber",
		"rrorCodes=", `  "msg" : "`, "ERROR", "code", "9609ms", "96100", "-9816", "9609.5", "3,9609", "VPP-9625", ":9700", "09609", "9609", "a", "Caused by: ",
	}
)

// genSentence returns a text that may tell errors.
func genSentence(t *rapid.T) string {
	var b strings.Builder
	numbers := catalog.Default().Numbers()
	number := pick(t, numbers...)
	for range rapid.IntRange(1, 10).Draw(t, "") {
		switch rapid.IntRange(0, 7).Draw(t, "") {
		case 0:
			b.WriteString(pick(t, genMarks...) + strconv.Itoa(number))
		case 1:
			b.WriteString(genWording(t, number))
		case 2:
			b.WriteString(pick(t, genNames...))
		case 3:
			b.WriteString(pick(t, genNames...) + pick(t, genGaps...) + pick(t, genTold...) + pick(t, genStatus...))
		case 4:
			b.WriteString(pick(t, genOthers...))
		case 5:
			number = pick(t, numbers...)
		case 6:
			b.WriteString(strconv.Itoa(number))
		default:
			b.WriteString(pick(t, genMarks...))
		}
		b.WriteString(pick(t, genGaps...))
	}
	return b.String()
}

// genWording returns a wording of the number, as it is, written in another way, or spoilt.
func genWording(t *rapid.T, number int) string {
	w := pick(t, catalog.Default().Wordings(number)...).Text
	switch rapid.IntRange(0, 8).Draw(t, "") {
	case 0:
		return w[:rapid.IntRange(0, len(w)-1).Draw(t, "")]
	case 1:
		return strings.TrimRight(w, ".") + pick(t, "s", "_", "", "...")
	case 2:
		return strings.ReplaceAll(w, " ", pick(t, "  ", "\n", `\n`, "\u00a0", " `", `\\t`))
	case 3:
		return pick(t, strings.ToUpper, variants["curly quotes"], variants["escaped once"], variants["escaped twice"], variants["back-ticks"])(w)
	default:
		return w
	}
}
