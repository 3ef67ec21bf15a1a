// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMarks(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{
		"error 9634", "Error 9634", "ERROR 9634", "err 9634", "errno 9634", "[Errno 9634]", "error:9634", "error: 9634", "err: 9634", "errno: 9634", "error=9634", "error = 9634",
		"error#9634", "error #9634", "error(9634)", "error: (9634, x)", "error \"9634\"", "error '9634'", "error: \"9634\"", "error * 9634", "error：9634", "error（9634）", "error＝9634",
		"error\u00a09634", "error `9634`", "error “9634”", `error: \"9634\"`, `error \u00279634\u0027`, `error=\u003e9634`, `error \\u00239634`, "error " + strings.Repeat("#", 99) + "9634",
		"error number 9634", "error number: 9634", "errorNumber=9634", "error_number: 9634", "error-number 9634", "'error_number': '9634'", "ErrorNumber:9634", "ERROR_NUMBER 9634", "error.number=9634",
		"error no 9634", "error no. 9634", "errorNo: 9634", "err no 9634", "err_no. 9634", "error code 9634", "error code: 9634", "errorCode=9634", "error_code 9634", "ErrorCode(9634)", "ERRORCODE 9634",
		"errorNumber :" + strings.Repeat(" ", 20) + "9634", "error_number: Some(9634)", "errorNumber = Optional(9634)", "[errorNumber] => 9634", "err code 9634", "errno code 9634", "api_err 9634", `\nerror 9634`, `\terrno: 9634`,
	} {
		assertNumber(t, 9634, "VPP: "+mark)
		assertNumber(t, 0, "machine: "+mark) // nothing names the service
	}
}

func TestOtherWordsAreNoMarks(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"9634", ": 9634", "(9634)", "#9634", "=9634", "errors 9634", "errors: 9634", "terror 9634", "mirror: 9634", "stderr 9634", "STDERR 9634", "error id 9634", "error count 9634", "error, 9634 left", "error. 9634 left",
		"error - 9634 left", "error; 9634", "number 9634", "no. 9634", "order number 9634", "error at 9634", "errored 9634", "erroneous 9634", "erR 9634", "9634 error", "error | 9634", "terror code: 9634",
		"error:\n9634", `error:\n9634`, `error code\n9634`, "error\ncode 9634", "error\tcode\r\n 9634", "error:" + strings.Repeat(" ", maxSpaces+1) + "9634",
		"error code" + strings.Repeat(" ", 20) + "9634", "KeyError: 9634", "TypeError 9634", "RangeError: 9634", "ApiError 9634", "ApiError: (9634, x)", "apiErr 9634", "HTTPError 9634", "com.example.vpp.KeyError: 9634", "ValueError: 9634 is no VppState",
		"os error 9634", "(os error 9634)", "system error 9634", "DNS error 9634", "socket error: 9634", "Socket Error Code: 9634", "OS_ERROR=9634", "redis error 9634", "OSStatus error 9634", "Some(9634)", "error] 9634",
		"?error=9634", "&error=9634", "?error_code=9634", "&errorCode=9634", "error numbers 9634", "error/number 9634", "error {} 9634",
	} {
		assertNumber(t, 0, "VPP "+words)
	}
}

func TestCodeAloneIsAMark(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"{code=9634, x}", "(code: 9634)", "::Code9634", "Code9634", "; code = 9634", "\"code\": \"9634\"", "code=(9634)", "status=400 code=9634", "result code=9634", "service code: 9634", "op=sync code=9634", "\ncode: 9634",
		"exception code: 9634", "api_code: 9634", "failure-code: 9634", "returned code: 9634", "Returned CODE: 9634", "`code`: 9634", "404, code: 9634",
	} {
		assertNumber(t, 9634, "VPP "+code)
	}
	for _, code := range []string{
		"; code 9634", "code #9634", // neither a sign between, nor in one word
		"status code: 9634", "status code 9634", "statusCode=9634", "status_code: 9634", "StatusCode9634", "status-code: 9634", "status.code=9634", "status code=9634", "promo code=9634", "promo code: 9634", "promo code 9634",
		"promoCode=9634", "PROMO CODE: 9634", "zip code: 9634", "zipcode=9634", "barcode: 9634", "unicode9634", "decode: 9634", "codes: 9634", "exitCode=9634", "op sync code: 9634", "school code=9634", "book code: 9634", "license code: 9634", "?code=9634", "&code=9634",
	} {
		assertNumber(t, 0, "VPP "+code)
	}
}

func TestMeasuresAreNoErrorNumbers(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "VPP error 9603 users", "VPP error (9603 ms)", "VPP error: 9603 %", "VPP error=9603 kWh", "rx error 9603 packets in VPP", "VPP error: 9603 €", "VPP error 9603 £", "VPP error: 9603 °C", "VPP error 9603 rx packets", "Error 9603 bytes in VPP")
	assertNumber(t, 9603, "VPP error 9603 user=1", "VPP error 9603 users=1", "VPP error 9603\nusers", "VPP error 9603\n€", "VPP error code 9603 €", "VPP error 9603 rx=1", "VPP error (9603) users", "VPP error code 9603 users", "VPP error 9603 ms: Internal error")
}

// A comparison isn't an error. In "Internal error 9603", the same word is part of the wording and the mark.
func TestHalfMarks(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "if (vppError.code === 9622) {", "vpp_error == 9622", "VPP exited with error code 9622", "Internal error 9603", "internal error: (9603)")
	assertNumber(t, 9622, "vppError.code = 9622", "VPP error => 9622", "VPP answered with error code 9622")
	assertNumber(t, 9603, "VPP: Internal error 9603", "Internal error. Error 9603", "internal error: error 9603")
}

func TestProductsInFront(t *testing.T) {
	t.Parallel()
	for _, front := range []string{"redis: ", "[redis] ", "redis.ResponseError: ", "a.kafka.KafkaException: ", "Win32Exception: ", "VppRedisCache: ", "Redis::CommandError: ", "mysql_", "Stripe ", "grpc.Error: ", "AWS ", "nats: "} {
		assertNumber(t, 0, "vpp: "+front+"error 9622", "vpp: "+front+"code=9622")
		assert.Empty(t, errorsIn(t, front+"error 9622"), front) // not even if the rest of the record names the service
	}
	assertNumber(t, 9622, "VPP: [Errno 9622]", "VppHttpError: 9622")
	assert.Empty(t, errorsIn(t, "OSError: [Errno 9622] x"))
	assert.NotEmpty(t, errorsIn(t, "[error 9622]"))
	for _, front := range []string{"preredis: ", "com.azure.VppClient: ", "redis is fine. ", "Window: ", "io.IOException: ", "System.Exception: "} {
		assertNumber(t, 9622, "vpp: "+front+"error 9622")
	}
}

// A name in the previous sentence isn't the owner of the error.
func TestSentenceEndsBeforeTheMark(t *testing.T) {
	t.Parallel()
	for _, front := range []string{"VPP request failed. ", "VPP request failed... ", "VPP sync on Windows. ", "VPP failed in kafka. ", "VPP sync over TLS. ", "VPP was stopped by the system. "} {
		assertNumber(t, 9622, front+"Error: 9622", front+"Code: 9622")
	}
	assertNumber(t, 0, "vpp: kafka.error 9622", "vpp: promo.code: 9622")
}

func TestErrorColonMayIntroduceSomethingElse(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "VPP error: 9603 users could not be synced", "VPP error:9603 users", "VPP error:  9603\tusers", "VPP err: 9603 users", "VPPError: 9603 users", `VPP error='9603 users'`, `VPP error='9603 of them'`)
	assertNumber(t, 9603, "VPP error: 9603", "VPP error: 9603.", "VPP error: (9603) users", "VPP error: 9603; users", "VPP error: 9603 Internal error.", "VPP error 9603 for users", "VPP error=9603 users=1", "VPP error code: 9603 users",
		"VPP error number: 9603 users", "VPP code: 9603 users", "error: 9603 Internal error.", "VPP error: 9603 12 users", `VPP error '9603 of them'`)
	assertNumber(t, 9609, "VPP error: 9609 Unable to find the registered user.", "VPP error: 9609 Unable to find the regis")
	// The next word isn't a unit if it belongs to a stack trace or to another pair.
	assertNumber(t, 9603, "com.example.VppException: VPP error: 9603\n\tat com.example.VppClient.call(VppClient.java:21)", "VPP error: 9603\r\n   at Vpp", `VPP error: 9603\n\tat Vpp`, "VPP error: 9603 location=3",
		"VPP error: 9603 adam_id=3", "VPP error: 9603\tadam_id=3", "VPP errno: 9603 adam-id=3", "VPP error: 9603 trace.id=ab", "VPP error: 9603 k8s.pod.name=w-1 x=2", "VPP error 9603 users_2=1", `VPP error='9603 user_id=1'`)
	assertNumber(t, 0, "VPP error: 9603 users, adam_id=3", "VPP error: 9603 users adam_id=3", "VPP error: 9603 adam_id 3", "VPP error: 9603 adam_id: 3", "VPP error: 9603 adam_id =3", "VPP error 9603 users. x=1", "VPP error 9603 users/x=1")
}

func TestCountsInASummary(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "VPP sync: success: 390, error: 9603", "vpp created=1 updated=2 error=9603 rest=4", "VPP 12 users, skipped: 3; error: 9603", "VPP ok 7 | err: 9603", "VPP FAILED=0, Error=9603")
	assertNumber(t, 9603, "VPP status=401 error=9603", "VPP failed, error: 9603", "VPP skipped 3 users, error: 9603", "VPP skipped=3 error 9603", "VPP failed=1 error code=9603", "VPP skipped=all error=9603", "VPP request failed: 400, error: 9603", "VPP user not created: 503; err=9603")
}

func TestLevelsAreNoMarks(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "2026-01-01 12:00:00.000 ERROR 9610 --- [vpp-main] x", "12:00:00Z ERROR 9610 --- vpp", "ERROR 9610 vpp", "[main] ERROR 9610 vpp", "x | ERROR 9610 vpp", "ERROR:9610:vpp:x", "12:00:00 ERROR 9610 (vpp)", "12:00:00 ERROR (9610) vpp: x", "Jan 2 12:00:00 ERROR 9610 vpp", "[vpp-1] ERROR 9610 x", `msg="12:00:00 ERROR 9610 --- vpp"`, "x vpp\n12:00 ERROR 9610 x")
	assertNumber(t, 9610, "12:00:00 ERROR vpp: error 9610 x", "vpp ERROR 9610 x", "12:00:00 vpp: ERROR 9610", "12:00:00 Error 9610 of vpp", "vpp [x] ERROR: 9610", "vpp ERROR:9610: x", "12:00:00 ERROR 9610 License not found vpp", "vpp\nERROR 9610", "vpp: ERROR (9610)", "[vpp] ERROR (9610) ")
}

// Separators of all kinds may be between the level, the process id and the rest of the line, and log shippers put something in front.
func TestProcessIDsBehindALevel(t *testing.T) {
	t.Parallel()
	levels := []string{
		"ERROR 9610: ", "ERROR:9610: ", "ERROR: 9610: ", "ERROR 9610] ", "ERROR #9610 ", "[ERROR 9610] ", "[ERROR:9610] ", "[ERROR 9610 ", "[12:00 ERROR 9610] ",
		"ERROR (9610): ", "ERROR 9610 | ", "ERROR 9610: - ",
	}
	for _, head := range []string{
		"", "2026-01-01 12:00:00,123 ", "Jan 2 12:00:00 ", "12:00:00 UTC ", "[worker] ", "x: done\n", "2026-05-04T10:41:07.12Z stderr F ",
		"<11>1 2026-05-04T10:41:07.120Z mdm01 worker 88 - - ", "May 04 10:41:07 mdm01 vpp[88]: ", "2026-05-04T10:41:07+00:00 app[vpp.1]: ",
		"vpp-6f7c9d-x vpp 2026-11-22T08:41:20.331Z ", "2026-05-04T10:41:07Z\tmdm.vpp\t[08:41:20] ", "vpp: 08:41:20 ",
	} {
		for _, level := range levels {
			assertNumber(t, 0, head+level+"vpp sync failed", head+level+"sync of VPP\nLicense not found")
			assertNumber(t, 9634, head+level+"Apple VPP error 9634: Service removed.")
			assertNumber(t, 9610, head+strings.ToLower(level)+"(sync of VPP)", head+level+"License not found (VPP)", head+level+"VPP: License not found",
				head+"[vpp] "+level) // lower case, wording or nothing after it
		}
	}
	for _, level := range []string{"ERROR 9610: ", "ERROR: 9610: ", "[ERROR 9610] ", "ERROR (9610): ", "ERROR 9610 | "} {
		assertNumber(t, 9610, "vpp: "+level+"sync failed", "sync of vpp: "+level+"x", "[vpp] (sync "+level+"x") // name in front
	}
	assertNumber(t, 9610, "ERROR=9610 service=vpp", `ERROR "9610" vpp`, `ERROR '9610' vpp`, `message="ERROR (9610)" service="vpp"`, "ERROR 9610, vpp", "ERROR 9610:\nvpp", "ERROR 9610 - !\nvpp", "ERROR: VPP error 9610")
	assertNumber(t, 0, "Jan 1 12:00:00 mac01 vpp[9]: ERROR 9610 --- [main] c.e.Sync : boom", "vpp-7f9c sync ERROR 9610 --- [main] x")
	assertNumber(t, 9610, "vpp: error 9610 --- [main] x", "vpp: ERROR 9610 -- [main] x", "vpp: ERROR 9610 --- x")
}

func TestLineOfAClassEndsWithTheNumber(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9602, "example.VPPError: the array has more than 10 elements (9602)", "ERROR sync: VPPError: too large (9602).", "x\nAppsBooksAPIError: too large (9602)\ny", `VPPError: too large (9602)\nx`)
	assertNumber(t, 9622, "VPPAPIError: (9622, 'no')", "VppError 9622", "vppErr 9622", "example.AppsBooksAPIError: 9622")
	assertNumber(t, 0, "example.VPPError: 9602 elements are too many", "VPPError: too large (9602) for me", "KeyError: vpp is too large (9602)", "VPPError\ntoo large (9602)", "VPPError: x\ntoo large (9602)", "vpp error: too large (9602)", "VPPErrors: x (9602)",
		"VPPError: bad code 9602)", "VPPError: bad code (9602") // only one bracket
}
