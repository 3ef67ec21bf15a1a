// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/dice"
)

// hearing returns what the product hears in a text, taken as it is: braces don't make it JSON.
func hearing(t *testing.T, text string) (out []heard) {
	t.Helper()
	s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
	s.hear(text)
	for _, f := range s.Found() {
		out = append(out, heard{f.Number, f.NeedsService, f.TextStatus})
	}
	require.Equal(t, len(out) > 0, len(out) > 0 && vocabulary.mayHold(text), "never asked: %q", text)
	return out
}

// bounded tells whether a text has as much of something as the search puts up with; beyond, there is no saying what is
// found of it.
var bounded = regexp.MustCompile("(?:\\pP|\\pS|\\s|\\pC|\u00a0|\\\\u00a0|\\\\[nrt]){12}|(?:[0-9]+\\D+){100}")

// FuzzText holds the search in raw text against the reference: the same numbers in the same order, with the same status,
// of which the same need somebody who names the service.
func FuzzText(f *testing.F) {
	for _, text := range []string{
		"Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)",
		"Apps and Books answered HTTP 429, Apple error 9646",
		"apps and books: 400 9609 Unable to find the registered user.",
		"commandment.vpp.errors.VPPAPIError: (9622, 'Invalid authentication token')",
		"AppleVPP::Error::Code9622: Invalid authentication token",
		"2026-01-01 12:00:00.000 ERROR 9610 --- [main] vpp", "VPP error: 9603 users could not be synced",
		`errorCodes=[{"errorMessage":"The server has revoked the sToken."}]`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := hearing(t, text); len(text) < 1<<12 && !bounded.MatchString(text) {
			require.Equal(t, refHear(text), got, "%q", text)
		}
	})
}

// FuzzSentence is FuzzText for texts made of what errors are told with, and near misses.
func FuzzSentence(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) { hearsLikeReference(t, (*dice.Bytes)(&b)) })
}

// TestTextLikeReference is FuzzSentence with more decisions than a fuzz target has time for.
func TestTextLikeReference(t *testing.T) {
	t.Parallel()
	counts := 0
	for seed := range uint64(500) {
		counts += len(hearsLikeReference(t, rand.New(rand.NewPCG(seed, 6))))
	}
	assert.Greater(t, counts, 250, "the texts are no test")
}

func hearsLikeReference(t *testing.T, d dice.Dice) []heard {
	t.Helper()
	text := genSentence(d)
	got := hearing(t, text)
	if !bounded.MatchString(text) {
		require.Equal(t, refHear(text), got, "%q", text)
	}
	return got
}

var (
	genMarks = []string{
		"error ", "error: ", "Error ", "ERROR ", "error number: ", "errorNumber=", "error code ", "errno=", "err #", "ErrorCode", "VPPError: (", "errors ", "stderr ",
		"status code: ", "promo code=", "code=", "code: ", "Code", "api code: ", "op=sync code=", "error no. ", `error:\n`, "error = \"", "?error=", "err_no ", "error-number ", "mirror: ",
		"12:00:00Z ERROR ", "ERROR:", "error：", "x\\nerror ", "ApiErr ", "",
	}
	genNames = []string{
		"Apple", "apple", "VPP", "vppToken", "sToken", "Apps and Books", "AppsAndBooks", "app-and-book", "LegacyAppAndBookClientException", "vpp.itunes.apple.com", "VPPAPI", "FailedSTokenValidation",
		"vpp_prod", "Apple Pay", "Apple IDs", "APPLE IDS", "AppleTV", "ApplePushService", "Apple pushed", "Sign in with Apple", "com.apple.xpc", "apple.com", "apple@", "AppleWebKit", "AppleWebKits", "/vpp", "//vpp", "accesstoken", "pineapple", "xvpp", "my-vpp", "vpp.itunes.apple.com.example", "SQL", "mysql",
	}
	genGaps = []string{
		" ", " ", "", ": ", ", ", ". ", "\n", `\n`, " - ", "(", ")", `"`, "'", "“", "é", "_", ".", "-", "/", "=", "|", ":", " x ", " users ", " users=", "\n\tat ", "\u00a0", "`", "*", "`", "\\", "→", "日", "µ", "%", "[", "{", ">", "\r\n\t",
	}
	genTold   = []string{"answered ", "returned HTTP ", "responded with status ", "replied: ", "Returned ", ": ", ": HTTP/1.1 ", "unanswered ", "said ", ":", "licenses: ", "(limit: ", "and returned ", "and it returned ", "so we returned ", "; returned ", "\nreturned ", `\nreturned `, "proxy replied "}
	genStatus = []string{"429", "401", "503", "200", "600", "099", "4011", "401 assets", "401ms", "404 9609", "429;"}
	genOthers = []string{"errorCodes=[{errorNumber=9601, errorMessage=Login required.}]", "error_codes: {", "ErrorCodes: ([]api.ErrorCode) (", "]", "}", "number]", "errorCodes", "error_codes in ", "ErrorCodes.java", "errorCodes.errorNumber", "rrorCodes=", `  "msg" : "`, "ERROR", "code", "9609ms", "96100", "-9816", "9609.5", "3,9609", "VPP-9625", ":9700", "09609", "9609", "a", "Caused by: "}
)

// genSentence returns a text that may speak of errors.
func genSentence(d dice.Dice) string {
	var b strings.Builder
	numbers := catalog.Default().Numbers()
	number := numbers[d.IntN(len(numbers))]
	for range 1 + d.IntN(10) {
		switch d.IntN(9) {
		case 0:
			b.WriteString(dice.Pick(d, genMarks...) + strconv.Itoa(number))
		case 1:
			b.WriteString(genWording(d, number))
		case 2:
			b.WriteString(dice.Pick(d, genNames...))
		case 3:
			b.WriteString(dice.Pick(d, genNames...) + dice.Pick(d, genGaps...) + dice.Pick(d, genTold...) + dice.Pick(d, genStatus...))
		case 4:
			b.WriteString(dice.Pick(d, genOthers...))
		case 5:
			number = numbers[d.IntN(len(numbers))]
		case 6:
			b.WriteString(strconv.Itoa(number))
		default:
			b.WriteString(dice.Pick(d, genMarks...))
		}
		b.WriteString(dice.Pick(d, genGaps...))
	}
	return b.String()
}

// genWording returns a wording of the number, as it is, written in another way, or spoilt.
func genWording(d dice.Dice, number int) string {
	all := catalog.Default().Wordings(number)
	w := all[d.IntN(len(all))].Text
	switch d.IntN(12) {
	case 6:
		return strings.ToUpper(w)
	case 7:
		return strings.ReplaceAll(w, " ", dice.Pick(d, "  ", "\n", `\n`, "\u00a0", " `", `\\t`))
	case 8:
		return strings.NewReplacer("’", "'", "'", "’").Replace(w)
	case 9:
		return strings.NewReplacer("’", `\u2019`, "/", `\/`).Replace(w)
	case 10:
		return w[:d.IntN(len(w))]
	case 11:
		return strings.TrimRight(w, ".") + dice.Pick(d, "s", "_", "", "...")
	default:
		return w
	}
}
