// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// unlisted are documented numbers that the service's own list didn't have in August 2026.
var unlisted = map[catalog.API][]int{
	catalog.V1: {9638, 9639, 9640, 9645, 9649, 9650, 9729},
	catalog.V2: {9623, 9635, 9637, 9641, 9644, 9647, 9729, 9805, 9811, 9812, 9813, 9814, 9815, 9816, 9817, 9818},
}

// listed is an error in a response.
type listed struct {
	Number  json.Number `json:"errorNumber"`
	Message string      `json:"errorMessage"`
	number  int
}

// parse returns the API of a response, and the errors that it lists. The error that it returns quotes nothing of the response.
func parse(text []byte) (catalog.API, []listed, error) {
	var answer map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &answer) != nil {
		return "", nil, errors.New("not a JSON object, or cut off")
	}
	var all []listed
	if json.Unmarshal(answer["errorCodes"], &all) != nil || len(all) == 0 {
		return "", nil, errors.New("no list errorCodes: is it the answer to GET /mdm/v2/service/config?")
	}
	api := catalog.V2
	for key := range answer {
		if key == "status" || strings.HasSuffix(key, "SrvUrl") {
			api = catalog.V1
		}
	}
	for i := range all {
		l := &all[i]
		number, err := strconv.ParseInt(string(l.Number), 10, 32)
		l.Number, l.number, l.Message = "", int(number), clean(l.Message)
		if err != nil || number < 1 || l.Message == "" {
			return "", nil, fmt.Errorf("errorCodes[%d]: must have an errorNumber and an errorMessage", i)
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return cmp.Or(a.number-b.number, strings.Compare(a.Message, b.Message)) })
	return api, slices.Compact(all), nil
}

// clean makes one line of a message, without control characters.
func clean(message string) string {
	return strings.Join(strings.FieldsFunc(message, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' }), " ")
}

// report prints what differs, and reports whether anything does.
func report(w io.Writer, api catalog.API, all []listed) bool {
	known := catalog.Default()
	documented := func(number int) (catalog.Error, bool) {
		e, _ := known.Lookup(api, number, catalog.Response)
		return e, e.API == api
	}
	var rows, settings strings.Builder
	differs := false
	say := func(format string, args ...any) {
		differs = true
		fmt.Fprintf(w, format, args...)
	}
	seen := make(map[int]bool)
	configured := 0
	for _, l := range all {
		seen[l.number] = true
		switch e, ok := documented(l.number); {
		case !ok:
			say("new       %d  %s\n", l.number, l.Message)
			fmt.Fprintf(&rows, "\t{%s, %d, Response, STATUS, CLASS, %q, inContext, nil},\n", strings.ToUpper(string(api)), l.number, l.Message)
		case !known.HasWording(l.number, l.Message):
			say("reworded  %d  %s\n          was   %s\n", l.number, l.Message, e.Message)
			fmt.Fprintf(&rows, "\t\t{%q, inContext}, // another wording of %d\n", l.Message, l.number)
		default:
			continue
		}
		if n, ok := known.ByWording(l.Message); ok && n != l.number {
			say("          %d has this message, too\n", n)
		}
		if configured != l.number { // a duplicate would be rejected
			configured = l.number
			// In a Collector's configuration, $ is written $$.
			fmt.Fprintf(&settings, "  - number: %d\n    api: %s\n    message: %q\n", l.number, api, strings.ReplaceAll(l.Message, "$", "$$"))
		}
	}
	for _, n := range known.Numbers() {
		if e, ok := documented(n); ok && !seen[n] && !slices.Contains(unlisted[api], n) {
			say("gone      %d  %s\n", n, e.Message)
		}
	}
	if !differs {
		fmt.Fprintf(w, "Nothing differs from the catalog's errors of API %s.\n", api)
	}
	if rows.Len() > 0 {
		fmt.Fprintf(w, "\nFor catalog/table_%s.go, with HTTP status (0: not documented) and retry class from the documentation:\n\n%s"+
			"\nUntil then, the processor's setting, to which status_code and retry_class can be added:\n\nerrors:\n%s", api, &rows, &settings)
	}
	return differs
}
