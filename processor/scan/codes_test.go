// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// A code and the message beside it are read as one text.
func TestCodes(t *testing.T) {
	t.Parallel()
	const message = "Unable to find the registered user."
	for _, key := range []string{"code", "number", "error_code", "errorCode"} {
		for _, beside := range []string{"message", "msg", "error", "errorMessage", "error_message"} {
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
		`{"code":9609,"err":"` + message + `","msg":"VPP sync failed"}`, `{"code":9609,"msg":"VPP sync failed","err":"` + message + `"}`, `{"err":"x","code":9609,"message":"` + message + `"}`,
	} {
		assert.Equal(t, []int64{9609}, said(pcommon.NewValueStr(object), Text), object)
	}
	assert.Empty(t, said(pcommon.NewValueStr(`{"code":1,"logger":"vpp","message":"  \"code\": 9609,"}`), Text), "an undocumented code")
	assert.Empty(t, said(pcommon.NewValueStr(`{"x":{"apple":{"mdm":{"error":{"number":9609,"message":"`+message+`"}}}}}`), Text), "what an earlier run wrote")
	assert.Empty(t, said(pcommon.NewValueStr(`{"code":9609,"message":"`+message+`"}`), Payload), "no words count")
}
