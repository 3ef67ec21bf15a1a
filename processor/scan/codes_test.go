// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// A code and the message beside it are read as one text.
func TestCodes(t *testing.T) {
	t.Parallel()
	const message = "Unable to find the registered user."
	for _, key := range []string{"code", "number", "error_code", "errorCode", "ErrorCode", "err-no", "ERROR_NUM", "error.number", "resultCode"} {
		for _, beside := range []string{"message", "msg", "error", "errorMessage", "error_message", "detail", "error_description", "ErrorMessage", "REMARKS"} {
			for _, code := range []any{9609, "9609", 9609.0} {
				object := map[string]any{key: code, beside: message}
				assert.Equal(t, []int64{9609}, said(parsedValue(t, object), Text), object)
				line, err := json.Marshal(object)
				require.NoError(t, err)
				assert.Equal(t, []int64{9609}, said(pcommon.NewValueStr(string(line)), Text), object)
			}
			assert.Empty(t, said(parsedValue(t, map[string]any{key: 9610, beside: message}), Text), "another number")
			assert.Empty(t, said(parsedValue(t, map[string]any{key: 9609, "x": message}), Text), "another key")
			assert.Empty(t, said(parsedValue(t, map[string]any{key: 9609, "x": map[string]any{beside: message}}), Text), "another object")
			assert.Empty(t, said(parsedValue(t, map[string]any{"errorCodes": []any{map[string]any{key: 9609, beside: message}}}), Text), "a list of errors")
		}
	}
	for _, object := range []string{
		`{"status":400,"code":9609,"detail":"` + message + `","details":"x"}`, `{"code":9609,"statusCode":400,"message":"` + message + `"}`,
		`{"error_code":9609,"errno":99999,"msg":"` + message + `"}`, `{"errno":99999,"error_code":9609,"msg":"` + message + `"}`, `{"zip_code":98101,"result_code":9609,"msg":"` + message + `"}`,
		`{"code":9609,"err":"` + message + `","msg":"VPP sync failed"}`, `{"code":9609,"msg":"VPP sync failed","err":"` + message + `"}`, `{"err":"x","code":9609,"message":"` + message + `"}`,
	} {
		assert.Equal(t, []int64{9609}, said(pcommon.NewValueStr(object), Text), object)
	}
	many := []any{map[string]any{"code": 9622, "message": "Invalid authentication token."}}
	for range 20 {
		many = append([]any{map[string]any{"code": 9609, "message": message}}, many...)
	}
	assert.Equal(t, []int64{9609, 9622}, said(parsedValue(t, many), Text), "a list is searched twice")
	assert.Empty(t, said(pcommon.NewValueStr(`{"code":1,"logger":"vpp","message":"  \"code\": 9609,"}`), Text), "an undocumented code")
	assert.Empty(t, said(pcommon.NewValueStr(`{"x":{"apple":{"mdm":{"error":{"number":9609,"message":"`+message+`"}}}}}`), Text), "what an earlier run wrote")
	assert.Empty(t, said(pcommon.NewValueStr(`{"code":9609,"message":"`+message+`"}`), Payload), "no words count")
}

// The name of a number may say that it is that of an error. Then the service has to be named, as in any text.
func TestNamesOfCodes(t *testing.T) {
	t.Parallel()
	for object, want := range map[string]bool{
		`{"msg":"VPP assign failed","error_code":9609}`: true, `{"service":"vpp","errno":"9609"}`: true, `{"service":"vpp","err":"9609"}`: false, `{"service":"vpp","err":"9609","msg":"Unable to find the registered user."}`: true, `{"vppErrorCode":9609.0}`: true,
		`{"errorCode":9609,"errorDomain":"ASDServerErrorDomain"}`: true, `{"msg":"VPP sync failed","error":{"code":9609}}`: true, `{"log":"{\"msg\":\"VPP sync failed\",\"error_code\":9609}"}`: true,
		`{"msg":"VPP synced","error":9609}`: false, `{"service":"vpp","code":9609}`: false, `{"service":"vpp","number":9609}`: false, // counts, and codes of anything
		`{"service":"vpp","redis_error_code":9609}`: false, `{"msg":"VPP synced","payment_error_code":9609}`: false, `{"service":"vpp","ErrorNumber":9609}`: false, `{"service":"vpp","x":{"error_code":[9609]}}`: false, `{"error_code":9609}`: false, `{"msg":"VPP synced","redis":{"error_code":9609}}`: false, `{"msg":"VPP synced","by_code":[{"error_code":9609}]}`: false,
		`{"service":"vpp","error_code":9609,"errorDomain":"NSURLErrorDomain"}`: false, `{"service":"vpp","ErrorCode":9609,"ErrorDomain":"MCMDMErrorDomain"}`: false,
		`{"service":"vpp","error_code":9609,"severity":16}`: false, `{"service":"vpp","error_code":9609,"SQL_STATE":"x"}`: false, `{"service":"vpp","error_code":9609,"error":"mssql: queue disabled"}`: false, `{"errors":[{"status":"409","error_code":"9609","detail":"VPP"}]}`: false,
	} {
		var raw any
		require.NoError(t, json.Unmarshal([]byte(object), &raw))
		for _, v := range []pcommon.Value{pcommon.NewValueStr(object), parsedValue(t, raw)} {
			s := newScanner()
			s.Scan("", v, Text)
			named := len(s.Found()) > 0 && (!s.Found()[0].NeedsService || s.Names("", v))
			assert.Equal(t, want, named, object)
		}
	}
}

// The class of an exception and the message beside it are read as one text.
func TestClasses(t *testing.T) {
	t.Parallel()
	for object, want := range map[string][]int64{
		`{"type":"VPPAPIError","message":"9622"}`: {9622}, `{"message":"9622","type":"VPPAPIError"}`: {9622}, `{"exception":{"values":[{"type":"VPPAPIError","value":"9622"}]}}`: {9622},
		`{"exception":[{"exc_type":"VPPError","exc_value":"No seat is left (9610)"}]}`: {9610}, `{"error.type":"roster.vpp.VPPError","error.message":"9622"}`: {9622}, `{"error":{"kind":"VppError","msg":"9622"}}`: {9622},
		`{"type":"KeyError","message":"9622","logger":"vpp"}`: nil, `{"type":"VPPSynced","message":"9622"}`: nil, `{"type":"VPPError","message":"9603 users could not be synced"}`: nil,
		`{"type":"VPPError","other":{"message":"9622"}}`: nil, `{"errorCodes":[{"type":"VPPError","message":"9622"}]}`: nil, `{"frames":[{"type":"VPPError","value":"9622"}]}`: nil,
	} {
		var raw any
		require.NoError(t, json.Unmarshal([]byte(object), &raw))
		assert.Equal(t, want, said(pcommon.NewValueStr(object), Text), object)
		assert.Equal(t, want, said(parsedValue(t, raw), Text), object)
	}
}

// A table of errors beside an error makes it one of the table, but not one that is too deep to be read.
func TestTables(t *testing.T) {
	t.Parallel()
	table := map[string]any{}
	for number := 9600; number < 9611; number++ {
		table[strconv.Itoa(number)] = "x"
	}
	assert.Empty(t, said(parsedValue(t, map[string]any{"msg": "VPP error 9610", "table": table}), Text))
	var deep any = table
	for range shape.MaxDepth {
		deep = []any{deep}
	}
	assert.Equal(t, []int64{9610}, said(parsedValue(t, map[string]any{"msg": "VPP error 9610", "table": deep}), Text))
}

// Structured stack traces quote source code.
func TestFrames(t *testing.T) {
	t.Parallel()
	for object, want := range map[string][]int64{
		`{"stacktrace":[{"line":"raise VPPError(9622)","context":{"pre":["# VPP error 9610"]}}],"value":"VPP error 9625"}`: {9625},
		`{"trace":{"frames":[{"code":"VPP error 9622","locals":{"x":"VPP error 9610"}}]}}`:                                 nil,
		`{"backtrace":["at x(vpp.js:9)","VPP error 9622"],"stack_trace":"VPP error 9625"}`:                                 {9622, 9625},
	} {
		var raw any
		require.NoError(t, json.Unmarshal([]byte(object), &raw))
		assert.ElementsMatch(t, want, said(pcommon.NewValueStr(object), Text), object)
		assert.ElementsMatch(t, want, said(parsedValue(t, raw), Text), object)
	}
	for _, object := range []string{`{"frames":[{"module":"mdm.vpp"}]}`, `{"a":1,"stacktrace": [ {"function":"vpp"} ]}`} {
		var raw any
		require.NoError(t, json.Unmarshal([]byte(object), &raw))
		assert.False(t, newScanner().Names("", pcommon.NewValueStr(object)), object)
		assert.False(t, newScanner().Names("", parsedValue(t, raw)), object)
	}
	s := newScanner()
	s.Scan("span.stacktrace", parsedValue(t, []any{map[string]any{"line": "VPP error 9622"}}), Text)
	assert.Empty(t, s.Found())
}
