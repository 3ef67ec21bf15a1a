// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The class of an exception is put in front of its message.
func TestExceptions(t *testing.T) {
	t.Parallel()
	for _, tt := range []evidence{
		{name: "a number alone", events: []event{{"exception.type": "VPPAPIError", "exception.message": "9622"}}, want: fields{"error.number": 9622, "error.delivery": "message"}},
		{name: "a short wording", events: []event{{"exception.type": "com.example.VppException", "exception.message": "(9610) License not found."}}, want: found(9610)},
		{name: "JSON in the message", events: []event{{"exception.type": "HttpError", "exception.message": "400: " + response(9602)}}, want: fields{"error.number": 9602, "error.delivery": "response"}},
		{name: "the class has the number", events: []event{{"exception.type": "Vpp::Error::Code9622", "exception.message": "Invalid authentication token"}}, want: found(9622)},
		{name: "a class of somebody else", events: []event{{"exception.type": "java.lang.IndexOutOfBoundsException", "exception.message": "9622"}}},
		{name: "of another event", events: []event{{"exception.type": "VPPAPIError"}, {"exception.message": "9622"}}},
		{name: "a class that is no text", events: []event{{"exception.type": 1, "exception.message": "Apple VPP error 9622"}}, want: found(9622)},
		{name: "a message that is no text", events: []event{{"exception.type": "x", "exception.message": []any{"Apple VPP error 9622"}}}, want: found(9622)},
		{name: "a class without end", events: []event{{"exception.type": strings.Repeat("x", 1<<13), "exception.message": "Apple VPP error 9622"}}, want: found(9622)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.check(t, true)
			if len(tt.events) == 1 {
				tt.attributes = fields(tt.events[0])
				tt.check(t, false)
				tt.events = nil
				tt.check(t, true)
			}
		})
	}
}

// Serilog writes a template and its arguments to one object.
func TestTemplatesInJSON(t *testing.T) {
	t.Parallel()
	const template = "VPP call failed with error {ErrorNumber}: {ErrorMessage}"
	args := fields{"ErrorNumber": 9609, "ErrorMessage": "Unable to find the registered user."}
	with := func(name, template string, args fields) fields {
		all := maps.Clone(args)
		all[name] = template
		return all
	}
	for _, tt := range []evidence{
		{name: "compact", body: with("@mt", template, args), want: fields{"error.number": 9609, "error.delivery": "message"}},
		{name: "the number alone", body: with("@mt", "VPP error {Code}", fields{"Code": 9622}), want: found(9622)},
		{name: "arguments in a map", body: fields{"MessageTemplate": template, "Level": "Error", "Properties": args}, want: found(9609)},
		{name: "the service's answer", body: with("@mt", "answered {Reply}", fields{"Reply": response(9602)}), want: fields{"error.number": 9602, "error.delivery": "response"}},

		{name: "another name", body: with("template", "VPP error {Code}", fields{"Code": 9622})},
		{name: "no argument of that name", body: with("@mt", "VPP error {Number}", fields{"Code": 9622})},
		{name: "a count", body: with("@mt", "VPP error handling: {Users} users", fields{"Users": 9603})},
		{name: "a template that is no text", body: fields{"@mt": 1, "Code": 9622}},
		{name: "somebody else's", body: with("@mt", "redis error {Code}", fields{"Code": 9622})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.check(t, false)
			line, err := json.Marshal(tt.body)
			require.NoError(t, err)
			attributes := tt.body.(fields)
			tt.body = string(line)
			tt.check(t, false)
			tt.body, tt.attributes = nil, attributes // a log parser has moved it
			tt.check(t, false)
		})
	}
}

// A log parser may have moved the code of an error and its message to attributes.
func TestCodes(t *testing.T) {
	t.Parallel()
	const message = "Unable to find the registered user."
	checkAll(t, []evidence{
		{name: "a code and the body", body: message, attributes: fields{"code": 9609}, want: found(9609)},
		{name: "a code and a message", attributes: fields{"errno": "9609", "msg": message}, want: found(9609)},
		{name: "a short message, and the service", body: "VPP sync failed", attributes: fields{"error_code": 9610, "err": "License not found", "msg": "x"}, want: found(9610)},
		{name: "the message of an exception", attributes: fields{"number": 9609.0, "exception.message": message}, want: found(9609)},
		{name: "a code that is a text", body: "VPP sync failed", attributes: fields{"error_code": "err: 9625"}, want: found(9625)},
		{name: "the code of another error", body: message, attributes: fields{"code": 9610}},
		{name: "an undocumented code", body: message, attributes: fields{"code": 404}},
		{name: "a short message", body: "License not found", attributes: fields{"code": 9610}},
		{name: "another attribute", attributes: fields{"code": 9609, "hint": message}},
		{name: "any name that ends like one", attributes: fields{"vpp_result_code": 9609, "failure.detail": message}, want: found(9609)},
		{name: "a string under such a name", attributes: fields{"result-code": "9609", "failure.detail": message}, want: found(9609)},
		{name: "Apple's name, and the body", body: message, attributes: fields{"errorNumber": 9609}, want: fields{"error.number": 9609, "error.delivery": "message"}},
		{name: "Apple's name, and no message", body: "VPP assign failed", attributes: fields{"errorNumber": 9609}},
		{name: "a name that says error", body: "VPP assign failed", attributes: fields{"error_number": 9610}, want: found(9610)},
		{name: "the same as a string, beside a smaller one", attributes: fields{"logger": "vpp", "errCode": "9610", "statusCode": 400}, want: found(9610)},
		{name: "nobody is named", body: "assign failed", attributes: fields{"error_number": 9610}},
		{name: "another owner", body: "VPP assign failed", attributes: fields{"payment_error_code": 9610}},
		{name: "a class of another product", body: "VPP assign failed", attributes: fields{"error_code": 9610, "error.type": "redis.exceptions.ConnectionError"}},
		{name: "SQL Server, in words", body: "VPP assign failed", attributes: fields{"error_code": 9617, "error": "mssql: the queue is disabled"}},
		{name: "a database's, with the wording", attributes: fields{"error_code": 9609, "error_message": message, "severity": 3}, want: found(9609)},
		{name: "a larger number that isn't an error's", body: "VPP assign failed", attributes: fields{"error_code": 9610, "zip_code": 98101}, want: found(9610)},
		{name: "a table of constants", body: "VPP constants loaded", attributes: fields{
			"A_ERROR_CODE": 9601, "B_ERROR_CODE": 9602, "C_ERROR_CODE": 9603, "D_ERROR_CODE": 9605, "E_ERROR_CODE": 9609,
			"F_ERROR_CODE": 9610, "G_ERROR_CODE": 9616, "H_ERROR_CODE": 9622, "error_code": 9625,
		}},
		{name: "a list of errors, flattened", body: "VPP lookup", attributes: fields{"errors.0.code": 9610, "errors.0.status": 404}},
		{name: "a database's", body: "VPP assign failed", attributes: fields{"error_number": 9610, "severity": 16}},
		{name: "of another domain", body: "VPP assign failed", attributes: fields{"errorCode": 9610, "NSErrorDomain": "NSURLErrorDomain"}},
		{name: "left out", body: "VPP assign failed", attributes: fields{"db.error_code": 9610, "http.error_code": "9610"}},
	}, onLogs)
}

// A class counts in front of its message under other names, too.
func TestClasses(t *testing.T) {
	t.Parallel()
	checkAll(t, []evidence{
		{name: "error.type", attributes: fields{"error.type": "VPPAPIError", "error.message": "9616"}, want: found(9616)},
		{name: "error.kind", attributes: fields{"error.kind": "VPPAPIError", "error.message": "9616"}, want: found(9616)},
		{name: "of another product", attributes: fields{"logger": "vpp", "error.type": "redis.exceptions.ResponseError", "error.message": "error 9700 while loading"}},
	}, onLogs)
}

// A template is filled in before it is searched.
func TestTemplates(t *testing.T) {
	t.Parallel()
	args := fields{"ErrorNumber": 9609, "ErrorMessage": "Unable to find the registered user.", "Attempt": 3.0, "Ok": true}
	for _, tt := range []evidence{
		{name: "number and message", body: "VPP call failed with error {ErrorNumber}: {ErrorMessage}", attributes: args, want: fields{"error.number": 9609, "error.delivery": "message"}},
		{name: "the number alone", body: "VPP call failed with error {ErrorNumber}", attributes: args, want: found(9609)},
		{name: "with alignment, format and capture", body: "{@Attempt,-10:N0}: VPP error {$ErrorNumber,8}", attributes: args, want: found(9609)},
		{name: "a string of digits", body: "VPP error {Code}", attributes: fields{"Code": "9622"}, want: found(9622)},
		{name: "a double", body: "VPP error {Code}", attributes: fields{"Code": 9622.0}, want: found(9622)},
		{name: "by position", body: "VPP error {0}", attributes: fields{"0": 9622}, want: found(9622)},
		{name: "JSON as an argument", body: "answered {Reply}", attributes: fields{"Reply": response(9602)}, want: fields{"error.number": 9602, "error.delivery": "response"}},
		{name: "after one that isn't there", body: "{Nobody}: VPP error {Code}", attributes: fields{"Code": 9622}, want: found(9622)},
		{name: "after a brace", body: "{ {x y} VPP error {Code}", attributes: fields{"Code": 9622}, want: found(9622)},

		{name: "another name", body: "VPP error {Errornumber}", attributes: fields{"ErrorNumber": 9622}},
		{name: "no such attribute", body: "VPP error {ErrorNumber}", attributes: fields{"Other": 9609}},
		{name: "neither a string nor a number", body: "VPP error {Code}", attributes: fields{"Code": []any{"9622"}}},
		{name: "a count", body: "VPP error handling: {ErrorCount} users", attributes: fields{"ErrorCount": 9603}},
		{name: "no placeholder", body: "VPP error ErrorNumber", attributes: fields{"ErrorNumber": 9622}},
		{name: "one that isn't closed", body: "VPP error {ErrorNumber", attributes: fields{"ErrorNumber": 9622}},
		{name: "JSON is none", body: `{"a": "VPP error {Code}"}`, attributes: fields{"Code": 9622}},
		{name: "too many", body: strings.Repeat("{a} ", maxPlaceholders) + "VPP error {Code}", attributes: fields{"a": "x", "Code": 9622}},
		{name: "as many as there may be", body: strings.Repeat("{a} ", maxPlaceholders-1) + "VPP error {Code}", attributes: fields{"a": "x", "Code": 9622}, want: found(9622)},
		{name: "beyond what is read of an argument", body: "VPP {Text}", attributes: fields{"Text": strings.Repeat(" ", maxArgument+1-len("error 9622")) + "error 9622"}},
		{name: "the end of what is read of an argument", body: "VPP {Text}", attributes: fields{"Text": strings.Repeat(" ", maxArgument-len("error 9622")) + "error 9622"}, want: found(9622)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if strings.HasSuffix(tt.name, "what is read of an argument") { // the argument is an attribute, too
				tt.check(t, false, func(s *Settings) { s.ExcludeAttributes = []string{"Text"} })
				return
			}
			tt.check(t, false)
		})
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	attributes, long := pcommon.NewMap(), strings.Repeat("x", 65)
	assert.NoError(t, attributes.FromRaw(fields{"long": long, "a": "A", "b": 2, "c": 1.5, "d": true, "e": 1e300, "f_g": "F", "h.i": "H", "": "none"}))
	b := newEnricher(t).newBatch()
	for template, want := range map[string]string{
		"{a}": "A", "x{a}y{b}z": "xAy2z", "{c}": "1.5", "{d}{a}": "{d}A", "{e}{a}": "{e}A", "{{a}}": "{A}", "{a,5}{@a}{$a}{a:N}": "AAAA", "{a:{b}": "{a:2", "{f_g}{h.i}": "FH",
		"{long}{a}{long}": long + "A{long}", // else the cost isn't linear
		"":                "", "a": "", "{": "", "{}": "", "{a": "", "{x}": "", "{a b}": "", "{d}": "", `{"a": {a}}`: "", `{a: "x"}`: "",
	} {
		assert.Equal(t, want != "", b.fill(template, attributes), template)
		if want != "" {
			assert.Equal(t, want, string(b.text), template)
		}
	}
}

func TestShortestText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, len("err9600"), shortestText(catalog.Default()))
	assert.Equal(t, len("err7"), shortestText(catalog.New(catalog.Override{Number: 7})))
	assert.Equal(t, len("no"), shortestText(catalog.New(catalog.Override{Number: 9999, Message: "No."})))
}

// If the prefilter rules out concatenated short texts, it rules out each of them, too.
func TestSmallTextsHideNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"VPP error 9622", "9622: vpp", "VPPError 9622", "sToken revoked", "(9610) License not found. VPP", "vpp err=9622", `vpp {"code":9622}`,
		"The server has revoked the sToken.", "9610 License not found. vpp", response(9602), "Login required. (9601) vpp",
	} {
		for _, other := range []string{"", "x", "12345678", "user", "error", "and 96", `\`, "failed:", "{", "[[["} {
			alone := (&evidence{attributes: fields{"b": text}}).written(t, false)
			among := (&evidence{attributes: fields{"a": other + "       ", "b": text, "c": other + "       "}}).written(t, false)
			assert.Equal(t, alone, among, "%q beside %q", text, other)
		}
	}
}
