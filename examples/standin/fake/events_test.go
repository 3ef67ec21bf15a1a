// SPDX-License-Identifier: Apache-2.0

package fake_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

const (
	order    = `{"assets":[{"adamId":"5550001","pricingParam":"STDQ"}],"clientUserIds":["pupil-017"],"serialNumbers":["SAMPLE0001"]}`
	register = `{"notificationUrl":"https://mdm.example.com/vpp","notificationAuthToken":"secret"}`
)

// From a request to the end of its event: the status says pending, then how it ended, and so does one notification.
func TestEvents(t *testing.T) {
	t.Parallel()
	assignments := []any{
		object{"adamId": "5550001", "clientUserId": "pupil-017", "pricingParam": "STDQ"},
		object{"adamId": "5550001", "pricingParam": "STDQ", "serialNumber": "SAMPLE0001"},
	}
	users := []any{object{"clientUserId": "pupil-017", "email": "a@example.com"}, object{"clientUserId": "pupil-042"}}
	const create = `{"users":[{"clientUserId":"pupil-017","email":"a@example.com"},{"clientUserId":"pupil-042"}]}`
	for _, tt := range []struct {
		call, body, asked string
		eventType, about  string
		list              string
		affected          []any
		failed            int
		errorInfo         any
		wantCompleted     float64
	}{
		{associate, order, "", "ASSOCIATE", "ASSET_MANAGEMENT", "assignments", assignments, 0, nil, 2},
		{
			associate, order, "9709", "ASSOCIATE", "ASSET_MANAGEMENT", "assignments", assignments, 9709,
			object{"clientUserIds": []any{"pupil-017"}, "serialNumbers": []any{"SAMPLE0001"}},
			0,
		},
		{"POST /mdm/v2/assets/disassociate", order, "ok", "DISASSOCIATE", "ASSET_MANAGEMENT", "assignments", assignments, 0, nil, 2},
		{
			"POST /mdm/v2/assets/revoke", `{"clientUserIds":["pupil-017"]}`, "", "REVOKE", "ASSET_MANAGEMENT", "assignments",
			[]any{object{"clientUserId": "pupil-017"}},
			0, nil, 1,
		},
		{"POST /mdm/v2/users/create", create, "", "CREATE", "USER_MANAGEMENT", "users", users, 0, nil, 2},
		{
			"POST /mdm/v2/users/update", create, "9609; background", "UPDATE", "USER_MANAGEMENT", "users", users, 9609,
			object{"clientUserIds": []any{"pupil-017", "pupil-042"}},
			0,
		},
		{"POST /mdm/v2/users/retire", "", "", "RETIRE", "USER_MANAGEMENT", "users", []any{}, 0, nil, 0},
		{
			"POST /mdm/v2/subscriptions/associate", `{"subscriptions":[{"adamId":67890}],"clientUserIds":["pupil-017"]}`, "",
			"ASSOCIATE", "SUBSCRIPTION_MANAGEMENT", "assignments",
			[]any{object{"adamId": 67890.0, "clientUserId": "pupil-017"}},
			0, nil, 1,
		},
	} {
		t.Run(fmt.Sprint(tt.call, " ", tt.failed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := start(t, fake.Options{EventDelay: time.Minute})
				s.call(t, "POST /mdm/v2/client/config", register, "")
				answer := s.get(t, tt.call, tt.body, tt.asked)
				id, _ := answer["eventId"].(string)
				assert.Regexp(t, "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id)
				poll := "GET /mdm/v2/status?eventId=" + id
				want := object{
					"eventStatus": "PENDING", "eventType": tt.eventType, "numCompleted": 0.0, "numRequested": float64(len(tt.affected)),
					"tokenExpirationDate": answer["tokenExpirationDate"], "uId": answer["uId"],
				}
				assert.Equal(t, want, s.get(t, poll, "", ""))
				assert.Empty(t, s.notifications())

				time.Sleep(time.Minute)
				synctest.Wait()
				notified := object{"eventId": id, "result": "SUCCESS", "type": tt.eventType, tt.list: tt.affected}
				want["eventStatus"], want["numCompleted"] = "COMPLETE", tt.wantCompleted
				if tt.failed != 0 {
					e, _ := catalog.Default().Lookup(catalog.V2, tt.failed, catalog.Background)
					failure := object{"errorMessage": e.Message, "errorNumber": float64(tt.failed)}
					notified["result"], notified["error"] = "FAILURE", failure
					want["eventStatus"] = "FAILED"
					want["failures"] = []any{object{
						"errorInfo": tt.errorInfo, "errorMessage": e.Message, "errorNumber": float64(tt.failed),
					}}
				}
				assert.Equal(t, want, s.get(t, poll, "", ""))
				sent := s.notifications()
				require.Len(t, sent, 1)
				n := sent[0]
				assert.Equal(t, "https://mdm.example.com/vpp", n.URL)
				assert.Equal(t, "secret", n.Token)
				assert.NotContains(t, string(n.Body), "\n")
				got := parse(t, string(n.Body))
				assert.NotEmpty(t, got["notificationId"])
				delete(got, "notificationId")
				assert.Equal(t, object{"notification": notified, "notificationType": tt.about, "uId": answer["uId"]}, got)
			})
		})
	}
}

// After Close, no notification is sent, and Close doesn't wait for pending events.
func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		notified := false
		s := fake.New(fake.Options{EventDelay: time.Hour, Notify: func(fake.Notification) { notified = true }})
		(&service{Service: s}).call(t, associate, order, "")
		begin := time.Now()
		s.Close()
		assert.Zero(t, time.Since(begin))
		assert.False(t, notified)
	})
}

// The responses of a healthy service, and the requests that it rejects.
func TestHealthy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		call, body string
		status     int
		number     any
		has        string // a member of the answer
	}{
		{call: "GET /mdm/v2/assets", has: "assets"},
		{call: "GET /mdm/v2/assignments?pageIndex=0", has: "assignments"},
		{call: "GET /mdm/v2/users", has: "users"},
		{call: "GET /mdm/v2/subscriptions", has: "subscriptions"},
		{call: "GET /mdm/v2/client/config", has: "uId"},
		{call: "PUT /mdm/v2/client/config", has: "uId"},
		{call: "GET /mdm/v2/service/config", has: "errorCodes"},
		{call: "POST /mdm/VPPServiceConfigSrv", has: "errorCodes"},
		{call: "POST /mdm/getVPPUsersSrv", has: "status"},
		{call: associate, body: "not JSON", has: "eventId"},

		{call: "DELETE /mdm/v2/assets", status: 405, number: 9726.0},
		{call: "GET /mdm/v2/assets/associate", status: 405, number: 9726.0},
		{call: "GET /mdm/v2/status?eventId=unknown", status: 400, number: 9708.0},
		{call: "GET /mdm/v2/nothing", status: 404},
		{call: "GET /assets", status: 404},
	} {
		s := start(t, fake.Options{EventDelay: time.Hour})
		w := s.call(t, tt.call, tt.body, "")
		if tt.status == 404 {
			assert.Equal(t, 404, w.Code, tt.call)
			continue
		}
		got := parse(t, w.Body.String())
		assert.Equal(t, tt.number, got["errorNumber"], tt.call)
		if tt.has != "" {
			tt.status = 200
			assert.Contains(t, got, tt.has, tt.call)
		}
		assert.Equal(t, tt.status, w.Code, tt.call)
	}
}
