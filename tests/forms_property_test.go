// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A parser that turns a line of JSON into a map or into attributes loses nothing.
func TestPropertyMembersAreReadAlikeInEveryForm(t *testing.T) {
	t.Parallel()
	p := start(t, nopSettings(), defaultConfig(), nop)
	rapid.Check(t, func(r *rapid.T) {
		d := newDrawer(r)
		object := d.report(d.number())
		maps.Copy(object, oneOf(d, nil, map[string]any{"logger": "mdm.vpp"}, map[string]any{"component": "assets"}))
		if d.oneIn(4) {
			object[oneOf(d, "err", "error", "context")] = d.report(d.number())
		}

		forms, records := newLogs()
		records.AppendEmpty().Body().SetStr(toJSON(object))
		require.NoError(r, records.AppendEmpty().Body().SetEmptyMap().FromRaw(object))
		require.NoError(r, records.AppendEmpty().Attributes().FromRaw(object))
		require.NoError(r, p.consume(r.Context(), forms))
		all := forms.attributes()
		for i, form := range []string{"JSON", "map", "attributes"} {
			require.ElementsMatch(r, numbersOn(all[0]), numbersOn(all[i]), "%s: %s", form, toJSON(object))
		}
	})
}

// report draws the members of an error in a program's own words.
func (d *drawer) report(number int) map[string]any {
	object := make(map[string]any)
	if d.oneIn(2) {
		name := oneOf(d, "code", "number", "errno", "error_code", "errorCode", "err_code", "vppErrorNumber", "redis_error_code", "ErrorNumber", "status")
		object[name] = oneOf[any](d, number, fmt.Sprint(number))
	}
	for range d.below(3) {
		name := oneOf(d, "message", "msg", "err", "error", "description", "detail", "reason", "error_message", "err_msg", "value", "note")
		object[name] = oneOf(d, d.wording(number), d.sentence(), fmt.Sprint(number), fmt.Sprintf("(%d) %s", number, d.wording(number)), "all good")
	}
	if d.oneIn(3) {
		name := oneOf(d, "type", "class", "kind", "name", "error.type", "exception.type", "exc_type")
		object[name] = oneOf(d, "VPPAPIError", "KeyError", "redis.ResponseError", "com.example.vpp.SyncException", "System.Data.SqlClient.SqlException", "event")
	}
	if d.oneIn(8) {
		object[oneOf(d, "severity", "sqlState", "domain", "procedure")] = oneOf[any](d, 16, "42000", "NSCocoaErrorDomain")
	}
	return object
}
