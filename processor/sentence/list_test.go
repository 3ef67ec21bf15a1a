// SPDX-License-Identifier: Apache-2.0

package sentence

import "testing"

func TestWhatFollowsTheListOfAllErrors(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9703, "config {errorCodes=[{errorNumber=9601, errorMessage=Login required.}]}\nERROR Apple VPP error 9703",
		"ErrorCodes:[{ErrorNumber:9601 ErrorMessage:Login required.}]} Apple error 9703, error_codes: {E(number=9602), E(number=9625)}",
		"com.example.vpp.ErrorCodes.throwFor(ErrorCodes.java:12): Apple error 9703", "the errorCodes of Apple error 9703",
		"errorCodes=[{errorNumber=9703, x}] Apple errorNumber=9703",
		"vpp: error code 9703", "vpp errorCode=9703", "vpp ERROR_CODE: 9703", "vpp.errorcodesync: Apple error 9703", "vpp codes: error 9703", "/srv/lib/error_codes/x.rb:12: Apple error 9703",
		"/srv/lib/error_codes: Apple error 9703", // a folder isn't a list
		"ERROR:mdm.vpp.error_codes:Apple error 9703", "mdm::vpp::error_codes: Apple error 9703", "com.example.vpp.ErrorCodes - Apple error 9703",
		"see https://example.com/error-codes): Apple error 9703", "retryErrorCodes=[429, 503] attempt=2 err=\"Apple error 9703\"", "errorCodes=[] err=\"Apple error 9703\"",
		"&{ErrorCodes:[] Status:-1} Apple error 9703", "Config(errorCodes=null, x=1): Apple error 9703", "Retry(errorCodes=[429, 503], delay=1): Apple error 9703", "ErrorCodes::NOT_FOUND: Apple error 9703")
	assertNumber(t, 0, "ErrorCodes: ([]api.ErrorCode) (len=1) { ErrorNumber: 9703 } Apple error 9703", // with its type in front
		"errorCodes: [0] message Apple error 9703", "errorCodes=[{errorNumber=9601, Apple error 9703")
}
