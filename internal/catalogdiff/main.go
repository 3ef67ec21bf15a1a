// SPDX-License-Identifier: Apache-2.0

// Command catalogdiff compares the catalog with the errorCodes that Apple's service lists in its response to
// GET /mdm/v2/service/config, or to the legacy VPPServiceConfigSrv, which it reads from standard input. It prints what is new,
// reworded or gone. Of the response, it prints only numbers and messages.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// unlisted are documented numbers that the service's own list didn't have in August 2026.
var unlisted = map[catalog.API][]int{
	catalog.V1: {9638, 9639, 9640, 9645, 9649, 9650, 9729},
	catalog.V2: {9623, 9635, 9637, 9641, 9644, 9647, 9729, 9805, 9811, 9812, 9813, 9814, 9815, 9816, 9817, 9818},
}

func main() {
	if err := compare(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "catalogdiff:", err)
		os.Exit(1)
	}
}

// compare prints how a response differs from the catalog.
func compare(response io.Reader, w io.Writer) error {
	var answer struct {
		Status *int `json:"status"` // the legacy API alone has it
		Errors []struct {
			Number  int    `json:"errorNumber"`
			Message string `json:"errorMessage"`
		} `json:"errorCodes"`
	}
	if err := json.NewDecoder(response).Decode(&answer); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	if len(answer.Errors) == 0 {
		return errors.New("no errorCodes list: is it the response to GET /mdm/v2/service/config?")
	}
	api, known := catalog.V2, catalog.Default()
	if answer.Status != nil {
		api = catalog.V1
	}
	documented := func(number int) (catalog.Error, bool) {
		e, _ := known.Lookup(api, number, catalog.Response)
		return e, e.API == api
	}
	fmt.Fprintf(w, "%d errors of API %s. What differs from the catalog, if anything:\n", len(answer.Errors), api)
	listed := make(map[int]bool)
	for _, l := range answer.Errors {
		listed[l.Number] = true
		switch e, ok := documented(l.Number); {
		case !ok && known.Documented(l.Number):
			fmt.Fprintf(w, "new       %d  %q, documented for the other API\n", l.Number, l.Message)
		case !ok:
			fmt.Fprintf(w, "new       %d  %q\n", l.Number, l.Message)
		case !known.HasWording(l.Number, l.Message):
			fmt.Fprintf(w, "reworded  %d  %q, was %q\n", l.Number, l.Message, e.Message)
		}
	}
	for _, n := range known.Numbers() {
		if e, ok := documented(n); ok && !listed[n] && !slices.Contains(unlisted[api], n) {
			fmt.Fprintf(w, "gone      %d  %q\n", n, e.Message)
		}
	}
	return nil
}
