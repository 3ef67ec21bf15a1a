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
			if size := len(errorBody(e)); size >= 105 && size <= 135 {
				list = append(list, e)
			}
		}
	}
	return list
}()

// Answer returns the error that the record at this place has.
func Answer(i int) catalog.Error { return answers[i%len(answers)] }

// background is an error of the background, where its documentation says that it occurs.
func background(number int) catalog.Error {
	e, _ := catalog.Default().Lookup(catalog.V2, number, catalog.Background)
	return e
}

var (
	statusError       = background(9609)
	notificationError = background(9709)
)

// errorBody is what the service answers.
func errorBody(e catalog.Error) string {
	return fmt.Sprintf(`{"errorInfo":{},"errorMessage":%q,"errorNumber":%d}`, e.Message, e.Number)
}

// sentence is what is left of it in the log of an MDM server.
func sentence(e catalog.Error) string {
	return fmt.Sprintf("Apple VPP endpoint returned error: %s (error number: %d)", e.Message, e.Number)
}

func statusBody(e catalog.Error) string {
	return fmt.Sprintf(`{"eventStatus":"FAILED","eventType":"ASSOCIATE","failures":[{"errorInfo":{"clientUserIds":["user-102","user-101"]},`+
		`"errorNumber":%d,"errorMessage":%q}],"numCompleted":0,"numRequested":2,`+
		`"tokenExpirationDate":"2030-01-02T03:04:05+0000","uId":"2000000000000001"}`, e.Number, e.Message)
}

func notificationBody(e catalog.Error) string {
	return fmt.Sprintf(`{"notification":{"assignments":[{"adamId":"1000000001","pricingParam":"STDQ","serialNumber":"SERIAL000001"},`+
		`{"adamId":"1000000001","pricingParam":"STDQ","clientUserId":"user-101"}],"error":{"errorMessage":%q,"errorNumber":%d},`+
		`"eventId":"00000000-0000-4000-8000-000000000001","result":"FAILURE","type":"ASSOCIATE"},`+
		`"notificationId":"00000000-0000-4000-8000-000000000002","notificationType":"ASSET_MANAGEMENT","uId":"2000000000000001"}`, e.Message, e.Number)
}

// HealthyPage returns a page of assets of about size bytes, never more.
func HealthyPage(size int) string { return fill(size, assetsHead, asset, assetsTail) }

// assignmentsPage is that of assignments to devices, which has the capital of errorNumber in each.
func assignmentsPage(size int) string { return fill(size, assignmentsHead, assignment, assetsTail) }

// lateError returns a page of assets of about size bytes that has an error at its end, behind everything else.
func lateError(size int, e catalog.Error) string {
	return fill(size, assetsHead, asset, fmt.Sprintf(`],"errorInfo":{},"errorMessage":%q,"errorNumber":%d}`, e.Message, e.Number))
}

// healthyText returns the log of a program, about size bytes of it, in which there are numbers and errors, but none of the service.
func healthyText(size int) string { return fill(size, "", logLine, "done") }

const (
	assetsHead      = `{"assets":[`
	assignmentsHead = `{"assignments":[`
	assetsTail      = `],"currentPageIndex":3,"size":1000,"totalPages":7,"uId":"2000000000000001"}`
)

// comma stands before each but the first.
func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func asset(i int) string {
	return comma(i) + `{"adamId":"` + strconv.Itoa(1_000_000_000+i) + `","assignedCount":5000,"availableCount":10000,"deviceAssignable":true,` +
		`"pricingParam":"STDQ","productType":"App","retiredCount":0,"revocable":true,"supportedPlatforms":["iOS"],"totalCount":15000}`
}

func assignment(i int) string {
	return comma(i) + fmt.Sprintf(`{"adamId":"%d","serialNumber":"SERIAL%06d","pricingParam":"STDQ"}`, 1_000_000_000+i, i)
}

func logLine(i int) string {
	return fmt.Sprintf("2026-01-02T03:04:05.%03dZ level=info component=sync msg=\"device checked in\" serial=SERIAL%06d queue=%d took=%dms attempt=1 status=ok peer=192.0.2.%d:443\n",
		i%1000, i, i%97, i%450, i%250)
}

// fill puts as many pieces between head and tail as there is room for.
func fill(size int, head string, piece func(i int) string, tail string) string {
	var b strings.Builder
	b.Grow(size)
	b.WriteString(head)
	for i := 0; ; i++ {
		p := piece(i)
		if b.Len()+len(p)+len(tail) > size {
			break
		}
		b.WriteString(p)
	}
	b.WriteString(tail)
	return b.String()
}
