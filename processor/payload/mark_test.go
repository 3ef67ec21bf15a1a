// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// vocabulary is what a Scanner with the default settings has.
var vocabulary = NewVocabulary(catalog.Default(), []string{"vpp.itunes.apple.com"})

// heard is what a text says.
type heard struct {
	Number       int64
	NeedsService bool // it counts only on a call to the service
	Status       int  // that the text says the service has answered with
}

func listen(text string) (out []heard) { return listenWith(vocabulary, text) }

func listenWith(v *Vocabulary, text string) (out []heard) {
	s := Scanner{MaxSize: 1 << 20, Vocabulary: v}
	s.ScanString(text, Text)
	for _, f := range s.Found() {
		if f.Shape == Message {
			out = append(out, heard{f.Number, f.NeedsService, f.TextStatus})
		}
	}
	return out
}

// numbersIn returns the numbers that count without anybody else naming the service.
func numbersIn(text string) (out []int64) {
	for _, h := range listen(text) {
		if !h.NeedsService {
			out = append(out, h.Number)
		}
	}
	return out
}

// assertNumber asserts that each text speaks of that error alone; 0: of none.
func assertNumber(t *testing.T, number int64, texts ...string) {
	t.Helper()
	var want []int64
	if number != 0 {
		want = []int64{number}
	}
	for _, text := range texts {
		assert.Equal(t, want, numbersIn(text), text)
	}
}

func TestNumberStandsAlone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"more digits behind":  "Apple error 96100",
		"more digits before":  "Apple error 19609",
		"unit":                "Apple error 9609ms",
		"unit beyond ASCII":   "Apple error 9609µs",
		"underscore behind":   "Apple error 9609_1",
		"underscore before":   "Apple error _9609",
		"fraction":            "Apple error 9609.5",
		"thousands":           "Apple error 9609,512",
		"fraction of":         "Apple error 1.9609",
		"thousands of":        "Apple error 3,9609",
		"percent":             "Apple error 9609%",
		"hyphen behind":       "Apple error 9609-1",
		"slash behind":        "Apple error 9609/x",
		"at behind":           "Apple error 9609@example.com",
		"time":                "Apple error 9609:30",
		"identifier":          "Apple error VPP-9625",
		"negative":            "Apple error -9816",
		"letter before":       "Apple error v9609",
		"money":               "Apple error $9609",
		"path":                "Apple error /9609",
		"leading zero":        "Apple error 09609",
		"dot before":          "9600.9622 Invalid authentication token",
		"hyphen before":       "id-9622 Invalid authentication token",
		"slash before":        "page/9622 Invalid authentication token",
		"port":                "192.0.2.7:9622 Invalid authentication token",
		"dollar before":       "$9622 Invalid authentication token",
		"plus before":         "+9622 Invalid authentication token",
		"letter right before": "x9622 Invalid authentication token",
		"comma before":        "3,9622 Invalid authentication token",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertNumber(t, 0, text)
		})
	}
	assertNumber(t, 9609, "Apple error 9609", "Apple error 9609.", "Apple error 9609, again", "Apple error 9609: no", "Apple error (9609)",
		"Apple error 9609; no", "Apple error \"9609\"", "Apple error 9609?", "Apple error 9609 - no", "Apple error 9609... no", "Apple error 9609\n", "Apple error 9609]")
	assertNumber(t, 9622, "x,9622 Invalid authentication token", "\n9622 Invalid authentication token", `x\n9622 Invalid authentication token`)
}

func TestDocumentedNumbersOnly(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "Apple error 9599", "Apple error 9648", "Apple error 9806", "Apple error 9819", "Apple error 500", "Apple error 1",
		"Apple error 96252", "Apple error 999999999999999999999999")
	assertNumber(t, 9805, "Apple error 9805")
	assertNumber(t, 9600, "Apple error 9600")
	v := NewVocabulary(catalog.New(catalog.Override{Number: 12345, Message: "The new rule is broken by far."}), nil)
	assert.Equal(t, []heard{{Number: 12345}}, listenWith(v, "Apple error 12345"))
	assert.Equal(t, []heard{{Number: 12345}}, listenWith(v, "12345: the new rule is broken by far"))
	assert.Empty(t, listen("Apple error 12345"))
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{
		"error 9634", "Error 9634", "ERROR 9634", "err 9634", "errno 9634", "[Errno 9634]", "error:9634", "error: 9634", "err: 9634", "errno: 9634", "error=9634", "error = 9634",
		"error#9634", "error #9634", "error(9634)", "error: (9634, x)", "error \"9634\"", "error '9634'", "error: \"9634\"",
		"error number 9634", "error number: 9634", "errorNumber=9634", "error_number: 9634", "error-number 9634", "'error_number': '9634'", "ErrorNumber:9634", "ERROR_NUMBER 9634",
		"error no 9634", "error no. 9634", "errorNo: 9634", "err no 9634", "error code 9634", "error code: 9634", "errorCode=9634", "error_code 9634", "ErrorCode(9634)", "ERRORCODE 9634", "err code 9634",
		"ApiError 9634", "ApiError: (9634, x)", "apiErr 9634", "api_err 9634",
	} {
		assertNumber(t, 9634, "Apple: "+mark)
		assertNumber(t, 0, "machine: "+mark) // nobody names the service
	}
	assertNumber(t, 9634, `Apple\nerror 9634`, `Apple\terrno: 9634`)
}

func TestCodeAloneIsAMark(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9634, "Apple {code=9634, x}", "Apple (code: 9634)", "Apple::Code9634", "AppleCode9634", "Apple; code = 9634", "Apple \"code\": \"9634\"", "Apple code=(9634)",
		"Apple status=400 code=9634", "VPP result code=9634", "VPP result code: 9634", "VPP service code: 9634", "Apple op=sync code=9634", "Apple\ncode: 9634")
	assertNumber(t, 0, "Apple; code 9634") // neither a sign between, nor in one word
}

func TestOtherCodesAreNoMarks(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "Apple status code: 9634", "Apple status code 9634", "Apple statusCode=9634", "Apple status_code: 9634", "Apple StatusCode9634", "Apple status-code: 9634",
		"Apple status code=9634", "Apple promo code=9634", "Apple promo code: 9634", "Apple promo code 9634", "Apple promoCode=9634", "Apple PROMO CODE: 9634", "Apple zip code: 9634", "Apple zipcode=9634", "Apple barcode: 9634", "Apple unicode9634",
		"Apple decode: 9634", "Apple codes: 9634", "Apple exitCode=9634")
}

func TestOtherWordsAreNoMarks(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "Apple 9634", "Apple: 9634", "Apple (9634)", "Apple #9634", "Apple=9634", "Apple errors 9634", "Apple errors: 9634", "Apple terror 9634", "Apple mirror: 9634", "Apple stderr 9634",
		"Apple error id 9634", "Apple error count 9634", "Apple error, 9634 left", "Apple error. 9634 left", "Apple error - 9634 left", "Apple error; 9634", "Apple number 9634", "Apple no. 9634", "Apple order number 9634",
		"Apple error at 9634", "Apple errored 9634", "Apple erroneous 9634", "Apple 9634 error", "Apple error "+`             `+" 9634")
}

func TestErrorColonBeforeAWordIsNoMark(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "VPP error: 9603 users could not be synced", "VPP error:9603 users", "VPP error:  9603\tusers", "VPP err: 9603 users", "VPPError: 9603 users")
	assertNumber(t, 9603, "VPP error: 9603", "VPP error: 9603.", "VPP error: (9603) users", "VPP error: 9603; users", "VPP error: 9603 Internal error.", "VPP error 9603 users", "VPP error code: 9603 users",
		"VPP error number: 9603 users", "VPP code: 9603 users")
	// Nor does a stack trace, or another pair, say what is counted.
	assertNumber(t, 9603, "com.example.VppException: VPP error: 9603\n\tat com.example.VppClient.call(VppClient.java:21)", "VPP error: 9603\r\n   at Vpp", `VPP error: 9603\n\tat Vpp`, "VPP error: 9603 location=3")
	assertNumber(t, 9603, "error: 9603 Internal error.") // marked, with its wording
	assertNumber(t, 9609, "VPP error: 9609 Unable to find the registered user.", "VPP error: 9609 Unable to find the regis")
}

// Whatever is a mark ends as all of them do, or it would be passed over.
func TestEveryMarkEndsLikeOne(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{"error", "ERR", "errno", "Error number", "error code", "ERROR CODE", "err_no", "error no.", "ERRNO", "code", "returned CODE"} {
		assert.True(t, endsLikeMark(mark), mark)
		assert.NotEqual(t, unmarked, markBefore(mark+": 9609", len(mark)+2), mark)
	}
	assert.False(t, endsLikeMark(""))
	assert.False(t, endsLikeMark("devices"))
}
