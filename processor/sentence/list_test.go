// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestListOfAllErrorsInAnyPrint(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"errorCodes":[{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]}`,
		`{"errorCodes":[{"errorMessage":"The server has revoked the sToken.","errorNum`,
		`{'errorCodes': [{'errorMessage': 'The server has revoked the sToken.', 'errorNumber': 9625}]}`, // Python
		`C(error_codes=[E(error_message='The server has revoked the sToken.', error_number=9625)])`,
		`&{ErrorCodes:[{ErrorMessage:The server has revoked the sToken. ErrorNumber:9625}]}`,            // Go
		`C(errorCodes=[E(errorMessage=The server has revoked the sToken., errorNumber=9625)])`,          // Java
		`{"errorCodes"=>[{"errorMessage"=>"The server has revoked the sToken.", "errorNumber"=>9625}]}`, // Ruby
		`{:error_codes=>[{:error_message=>"The server has revoked the sToken.", :error_number=>9625}]}`,
		`C { error_codes: [E { error_message: "The server has revoked the sToken.", error_number: 9625 }] }`,                           // Rust
		"errorCodes:\n- errorMessage: The server has revoked the sToken.\n  errorNumber: 9625\n",                                       // YAML
		"Array\n(\n    [errorCodes] => Array\n (\n [errorMessage] => The server has revoked the sToken.\n [errorNumber] => 9625\n",     // PHP
		"errorCodes =     (\n        {\n        errorMessage = \"The server has revoked the sToken.\";\n        errorNumber = 9625;\n", // Swift
		"array(1) { [\"errorCodes\"]=> array(1) { [0]=> array(2) { [\"errorMessage\"]=> string(33) \"The server has revoked the sToken.\" [\"errorNumber\"]=> int(9625) } } }",
		`config[ "errorCodes" ] = [{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]`,
		`errorCodes.errorMessage="The server has revoked the sToken." errorCodes.errorNumber=9625`,
		`errorCodes.0.errorMessage="The server has revoked the sToken." errorCodes.0.errorNumber=9625`,
		`{"errorCodes":"Apple error 9625"}`,
		`errorCodes"errorNumber9625`, // cut out
		`map[string]interface {}{"errorCodes":[]interface {}{map[string]interface {}{"errorMessage":"The server has revoked the sToken.", "errorNumber":9625}}}`,
		`errorCodes_0_errorMessage="The server has revoked the sToken." errorCodes_0_errorNumber=9625`,
		`config_errorCodes_0_errorMessage="The server has revoked the sToken." config_errorCodes_0_errorNumber=9625`,
		`errorCodes/0/errorMessage: The server has revoked the sToken.` + "\n" + `errorCodes/0/errorNumber: 9625`,
		`errorCodes-0-errorMessage=The server has revoked the sToken. errorCodes-0-errorNumber=9625`,
		`errorCodes[0].errorMessage = "The server has revoked the sToken." errorCodes[0].errorNumber = 9625`,
		`errorCodes:0:errorMessage "The server has revoked the sToken." errorCodes:0:errorNumber 9625`,
		"[[errorCodes]]\nerrorMessage = \"The server has revoked the sToken.\"\nerrorNumber = 9625\n",
		"[[config.error_codes]]\r\n  error_message = \"The server has revoked the sToken.\"\r\n  error_number = 9625\r\n",
		`errorcodes=[{errormessage=The server has revoked the sToken., errornumber=9625}]`,
		`ERROR_CODES: [{ERROR_MESSAGE: 'The server has revoked the sToken.', ERROR_NUMBER: 9625}]`,
		`{:error-codes [{:error-message "The server has revoked the sToken.", :error-number 9625}]}`,
		`msg="{\"errorCodes\":[{\"errorMessage\":\"The server has revoked the sToken.\",\"errorNumber\":9625}]}"`,
	} {
		assert.Empty(t, errorsIn(t, text))
		assert.Empty(t, errorsIn(t, "Apple config "+text))
		assertNumber(t, 9703, "Apple error 9703 with "+text) // an error before the list counts
	}
}

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
