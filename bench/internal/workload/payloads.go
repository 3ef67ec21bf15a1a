// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// answers are the documented errors of the current API whose bodies have about 120 bytes. The benchmarks go through them
// in turn: neither a contender that is fast for one number, nor the branch predictor, shall win by it.
var answers = func() (list []catalog.Error) {
	for _, e := range catalog.All() {
		if e.API == catalog.V2 && e.Delivered == catalog.Response {
			if size := len(ErrorBody(e)); size >= 100 && size <= 140 {
				list = append(list, e)
			}
		}
	}
	return list
}()

// Answer returns the error that the record at this place has.
func Answer(i int) catalog.Error { return answers[i%len(answers)] }

// ErrorBody returns what the service answers.
func ErrorBody(e catalog.Error) string {
	return fmt.Sprintf(`{"errorInfo":{},"errorMessage":%q,"errorNumber":%d}`, e.Message, e.Number)
}

// HealthyPage returns a page of assets, as long as it gets without exceeding size bytes.
func HealthyPage(size int) string {
	const head, tail = `{"assets":[`, `],"currentPageIndex":3,"size":1000,"totalPages":7,"uId":"2000000000000001"}`
	var b strings.Builder
	b.WriteString(head)
	for i := 0; ; i++ {
		asset := `{"adamId":"` + strconv.Itoa(1_000_000_000+i) + `","assignedCount":5000,"availableCount":10000,"deviceAssignable":true,` +
			`"pricingParam":"STDQ","productType":"App","retiredCount":0,"revocable":true,"supportedPlatforms":["iOS"],"totalCount":15000}`
		if b.Len()+1+len(asset)+len(tail) > size {
			break
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(asset)
	}
	b.WriteString(tail)
	return b.String()
}
