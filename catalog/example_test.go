// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"fmt"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// An MDM server decides on a retry by the number alone.
func ExampleLookup() {
	for _, number := range []int{9646, 9625, 9813, 9716, 1234} {
		e, ok := catalog.Lookup(number)
		if !ok {
			fmt.Println(number, "isn't documented: go by the HTTP status")
			continue
		}
		switch e.RetryClass {
		case catalog.Backoff:
			fmt.Println(number, "send it again, later")
		case catalog.Reauthenticate:
			fmt.Println(number, "get a new token, then send it again")
		case catalog.AlreadyDone:
			fmt.Println(number, "done before: check that it is what was wanted")
		default:
			fmt.Println(number, "don't send it again:", e.Message)
		}
	}
	// Output:
	// 9646 send it again, later
	// 9625 get a new token, then send it again
	// 9813 don't send it again: The provided Adam ID is invalid.
	// 9716 done before: check that it is what was wanted
	// 1234 isn't documented: go by the HTTP status
}

// Apple may add numbers, and a proxy answers without one: then the HTTP status decides, as it does in the processor.
func ExampleClassOfStatus() {
	retry := func(number, status int) catalog.RetryClass {
		if e, ok := catalog.Lookup(number); ok {
			return e.RetryClass
		}
		return catalog.ClassOfStatus(status)
	}
	fmt.Println(retry(9646, 429), retry(9999, 400), retry(0, 503), retry(0, 403))
	// Output: backoff fix_request backoff unknown
}

// The same number differs between the response to a call and an event status.
func ExampleCatalog_Lookup() {
	for _, delivered := range []catalog.Delivery{catalog.Response, catalog.Background} {
		e, _ := catalog.Default().Lookup(catalog.V2, 9609, delivered)
		fmt.Println(e.StatusCode, e.RetryClass, e.Message)
	}
	// Output:
	// 400 fix_precondition Unable to find the registered user.
	// 0 fix_precondition Unable to find registered user.
}

// A server adds a number that Apple has introduced since, and gives up on 9612 instead of retrying.
func ExampleNew() {
	c := catalog.New(
		catalog.Override{Number: 9999, Message: "The new error.", StatusCode: 400, RetryClass: catalog.FixRequest},
		catalog.Override{API: catalog.V1, Number: 9612, RetryClass: catalog.Never},
	)
	for _, number := range []int{9999, 9612} {
		e, _ := c.Lookup(catalog.V1, number, catalog.Response)
		fmt.Println(e.StatusCode, e.RetryClass, e.Message)
	}
	// Output:
	// 400 fix_request The new error.
	// 0 never Failed to create claim job.
}

// A server that kept only the message of a failure can still decide whether to retry.
func ExampleCatalog_ByWording() {
	number, _ := catalog.Default().ByWording("The server has revoked the sToken")
	e, _ := catalog.Lookup(number)
	fmt.Println(number, e.RetryClass)
	// Output: 9625 reauthenticate
}
