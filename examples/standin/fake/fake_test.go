// SPDX-License-Identifier: Apache-2.0

package fake_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

type object = map[string]any

const associate = "POST /mdm/v2/assets/associate"

// service is a Service that keeps its notifications.
type service struct {
	*fake.Service
	mu   sync.Mutex
	sent []fake.Notification
}

func start(t *testing.T, o fake.Options) *service {
	t.Helper()
	s := &service{}
	o.Notify = func(n fake.Notification) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sent = append(s.sent, n)
	}
	s.Service = fake.New(o)
	t.Cleanup(s.Close)
	return s
}

// call makes a call, "METHOD path", that asks for an answer, if asked isn't empty.
func (s *service) call(t *testing.T, what, body, asked string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(what, " ")
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if asked != "" {
		req.Header.Set(fake.ErrorHeader, asked)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

// notifications returns what has been sent.
func (s *service) notifications() []fake.Notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

func parse(t *testing.T, text string) (m object) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &m), text)
	return m
}

// get is call for the JSON of an answer.
func (s *service) get(t *testing.T, what, body, asked string) object {
	t.Helper()
	return parse(t, s.call(t, what, body, asked).Body.String())
}

// Each error is delivered as the catalog says: in the response, or in the status of an event and its notification.
func TestEveryDocumentedError(t *testing.T) {
	t.Parallel()
	for _, e := range catalog.All() {
		t.Run(fmt.Sprint(e.API, " ", e.Number, " ", e.Delivered), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := start(t, fake.Options{EventDelay: time.Second})
				failure := object{"errorMessage": e.Message, "errorNumber": float64(e.Number)}
				asked := fmt.Sprint(e.Number)
				if e.Delivered == catalog.Background {
					id := s.get(t, associate, "", asked+"; background")["eventId"]
					require.IsType(t, "", id)
					time.Sleep(time.Second)
					synctest.Wait()
					assert.Equal(t, []any{failure}, s.get(t, "GET /mdm/v2/status?eventId="+id.(string), "", "")["failures"])
					sent := s.notifications()
					require.Len(t, sent, 1)
					assert.Equal(t, failure, parse(t, string(sent[0].Body))["notification"].(object)["error"])
					return
				}
				path, status := associate, e.StatusCode
				switch {
				case e.API == catalog.V1:
					path, status = "POST /mdm/associateVPPLicenseSrv", http.StatusOK
					failure["status"] = float64(-1)
				case status == 0: // none is documented
					status = http.StatusBadRequest
				}
				w := s.call(t, path, "", asked)
				assert.Equal(t, status, w.Code)
				assert.Equal(t, failure, parse(t, w.Body.String()))
				assert.Equal(t, status == 429 || status == 503, w.Header().Get("Retry-After") != "")
			})
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	message := func(number int) string {
		e, ok := catalog.Lookup(number)
		require.True(t, ok)
		return fmt.Sprintf(`{"errorMessage":"%s","errorNumber":%d}`, e.Message, number)
	}
	const momentarily = `{"errorMessage":"There are too many recent requests. Try again momentarily.","errorNumber":9646}`
	const badGateway = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n" +
		"<hr><center>proxy</center>\n</body>\n</html>\n"
	for asked, want := range map[string]struct {
		status     int
		retryAfter string
		body       string
	}{
		"9646":                            {429, "30", message(9646)},
		"9646; status=503; retry-after=7": {503, "7", message(9646)},
		" 9646 ;wording=3":                {429, "30", momentarily},
		"9646; retry-after=Sat, 28 Nov 2026 12:00:00 GMT": {429, "Sat, 28 Nov 2026 12:00:00 GMT", message(9646)},
		"9622":               {200, "", message(9622)}, // of the legacy API
		"9999":               {400, "", `{"errorMessage":"An error that isn't documented.","errorNumber":9999}`},
		"503":                {503, "", ""},
		"503; retry-after=3": {503, "3", ""},
		"proxy":              {502, "", badGateway},

		// Invalid requests get the reason.
		"9646; wording=4":  {400, "", "standin: 9646 has no wording 4, only 3\n"},
		"9709":             {400, "", "standin: GET /mdm/v2/assets does not start an event that could fail with 9709\n"},
		"often":            {400, "", "standin: invalid answer \"often\": must be an error number, an HTTP status, proxy or ok\n"},
		"9646; delay=1":    {400, "", "standin: invalid option \"delay=1\": must be background, wording=, status= or retry-after=\n"},
		"9646; wording=no": {400, "", "standin: invalid wording \"no\": must be 1 or more\n"},
		"9646; status=20":  {400, "", "standin: invalid status \"20\": must be from 200 to 599\n"},
	} {
		t.Run(asked, func(t *testing.T) {
			t.Parallel()
			w := start(t, fake.Options{}).call(t, "GET /mdm/v2/assets", "", asked)
			assert.Equal(t, want.status, w.Code)
			assert.Equal(t, want.retryAfter, w.Header().Get("Retry-After"))
			assert.Equal(t, want.body, w.Body.String())
		})
	}
}

// A line is used for the first call that matches it; the header of a call takes precedence.
func TestScript(t *testing.T) {
	t.Parallel()
	script, err := fake.ParseScript(strings.NewReader("# begin\n9601\n\n/users/create 9717; status=422\n9602\nok\n503\n"))
	require.NoError(t, err)
	s := start(t, fake.Options{Script: script, ErrorRate: 1})
	number := func(what, asked string) any { return s.get(t, what, "", asked)["errorNumber"] }
	assert.EqualValues(t, 9603, number("GET /mdm/v2/assets", "9603"))
	assert.EqualValues(t, 9601, number("GET /mdm/v2/assets", ""))
	assert.EqualValues(t, 9602, number("GET /mdm/v2/users", ""))
	w := s.call(t, "POST /mdm/v2/users/create", "", "")
	assert.Equal(t, 422, w.Code)
	assert.Nil(t, number("GET /mdm/v2/assets", ""))
	assert.Equal(t, 503, s.call(t, "GET /mdm/v2/assets", "", "").Code)

	assert.Equal(t, 200, s.call(t, "POST "+fake.ScriptPath, "/assets/associate 9700", "").Code)
	assert.EqualValues(t, 9700, number(associate, ""))
	w = s.call(t, "POST "+fake.ScriptPath, "9601\nsometimes\n", "")
	assert.Equal(t, 400, w.Code)
	assert.Contains(t, w.Body.String(), `line 2: invalid answer "sometimes"`)
	assert.NotNil(t, number("GET /mdm/v2/assets", ""), "the script is over, and the rate is 1")
}

func TestErrorRate(t *testing.T) {
	t.Parallel()
	const calls = 300
	outcomes := func(rate float64) (failed int, all string) {
		s := start(t, fake.Options{ErrorRate: rate, EventDelay: time.Hour})
		for range calls {
			w := s.call(t, "GET /mdm/v2/assets", "", "")
			if number, ok := parse(t, w.Body.String())["errorNumber"]; ok {
				failed++
				all += fmt.Sprint(number, ",")
			}
		}
		return failed, all
	}
	failed, _ := outcomes(0)
	assert.Zero(t, failed)
	failed, first := outcomes(0.1)
	assert.InDelta(t, calls/10, failed, calls/30)
	_, again := outcomes(0.1)
	assert.Equal(t, first, again)

	// Requests that start events may fail in the background, too.
	s, accepted := start(t, fake.Options{ErrorRate: 1, EventDelay: time.Hour}), 0
	for range calls {
		if s.get(t, associate, "", "")["eventId"] != nil {
			accepted++
		}
	}
	assert.Positive(t, accepted)
}
