// SPDX-License-Identifier: Apache-2.0

package fake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	// ScriptPath is where a POST adds lines to the script.
	ScriptPath = "/standin/script"

	maxBody = 1 << 20

	proxyPage = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n" +
		"<hr><center>proxy</center>\n</body>\n</html>\n"
)

// Options are how a service behaves; the zero value is a healthy one.
type Options struct {
	Script     []Answer // to the first calls
	ErrorRate  float64  // the share of the other calls that fail: the same ones each time, if they are sequential
	Latency    time.Duration
	EventDelay time.Duration // from a request to the end of its event
	// Notify, if not nil, is called with each notification, one after the other.
	Notify func(Notification)
	// Logf, if not nil, is called once for each call.
	Logf func(format string, args ...any)
}

// Service is an [http.Handler]. Close it to end the events that are under way.
type Service struct {
	options Options
	closed  chan struct{}
	running sync.WaitGroup // events
	notify  sync.Mutex     // held while Notify runs

	mu       sync.Mutex
	script   []Answer
	random   *rand.Rand
	events   map[string]*event
	notifyTo request // where the MDM server wants its notifications
}

// New returns a service.
func New(o Options) *Service {
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	return &Service{
		options: o,
		closed:  make(chan struct{}),
		script:  slices.Clone(o.Script),
		random:  rand.New(rand.NewPCG(1, 0)), //nolint:gosec // the same errors each time
		events:  map[string]*event{},
	}
}

// Close ends the events that are under way, without a notification, and waits for the notification that is being sent.
func (s *Service) Close() {
	close(s.closed)
	s.running.Wait()
}

// call is a request to the service.
type call struct {
	method, path string
	api          catalog.API
	eventID      string // in the query
	healthy      object // the path's part of healthy.json
	body         request
}

func newCall(r *http.Request) call {
	c := call{method: r.Method, path: r.URL.Path, api: catalog.V2, eventID: r.URL.Query().Get("eventId")}
	if strings.HasPrefix(c.path, "/mdm/") && strings.HasSuffix(c.path, "Srv") {
		c.api = catalog.V1
	}
	var healthy map[string]object
	_ = json.Unmarshal([]byte(strings.ReplaceAll(healthyJSON, "{url}", "http://"+r.Host)), &healthy) // it is valid
	c.healthy = healthy[c.path]
	_ = json.NewDecoder(io.LimitReader(r.Body, maxBody)).Decode(&c.body) // anything unreadable is ignored
	return c
}

// response is what goes back. Without a body, its content is empty.
type response struct {
	status     int
	retryAfter string
	page       string // HTML
	body       object
}

// ServeHTTP answers a call.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == ScriptPath && r.Method == http.MethodPost {
		s.extendScript(w, r)
		return
	}
	c := newCall(r)
	a, err := s.choose(c, r.Header.Get(ErrorHeader))
	var resp response
	if err == nil {
		resp, err = s.answer(c, a)
	}
	if err != nil {
		s.options.Logf("%s %s: %v", r.Method, r.URL.EscapedPath(), err)
		http.Error(w, "standin: "+err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case <-time.After(s.options.Latency):
	case <-r.Context().Done():
	}
	s.options.Logf("%s %s: %s", r.Method, r.URL.EscapedPath(), resp)
	resp.write(w)
}

// String formats the response for the log.
func (r response) String() string {
	text := fmt.Sprint("HTTP ", r.status)
	if n, ok := r.body["errorNumber"]; ok {
		text += fmt.Sprint(", error ", n)
	}
	if id, ok := r.body["eventId"]; ok {
		text += fmt.Sprint(", event ", id)
	}
	return text
}

func (r response) write(w http.ResponseWriter) {
	if r.retryAfter != "" {
		w.Header().Set("Retry-After", r.retryAfter)
	}
	body := []byte(r.page)
	switch {
	case r.page != "":
		w.Header().Set("Content-Type", "text/html")
	case r.body != nil:
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		body, _ = json.Marshal(r.body) //nolint:errchkjson // made of nothing but strings, numbers, maps and lists
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(body)
}

// extendScript adds lines to the script.
func (s *Service) extendScript(w http.ResponseWriter, r *http.Request) {
	lines, err := ParseScript(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, lines...)
}

// choose returns the answer that the call asks for, else the script's next line for it, else a random error.
func (s *Service) choose(c call, asked string) (Answer, error) {
	if asked != "" {
		return ParseAnswer(asked)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.script, func(a Answer) bool { return strings.HasSuffix(c.path, a.path) }); i >= 0 {
		a := s.script[i]
		s.script = slices.Delete(s.script, i, i+1)
		return a, nil
	}
	if s.random.Float64() >= s.options.ErrorRate {
		return Answer{}, nil
	}
	errors := slices.DeleteFunc(catalog.All(), func(e catalog.Error) bool {
		return e.API != c.api || e.Delivered == catalog.Background && !c.startsEvent()
	})
	e := errors[s.random.IntN(len(errors))]
	return Answer{number: e.Number, background: e.Delivered == catalog.Background}, nil
}

func (c call) startsEvent() bool {
	return eventKinds[c.path] != (eventKind{}) && c.method == http.MethodPost
}

// answer makes a response to a call, and starts its event.
func (s *Service) answer(c call, a Answer) (response, error) {
	background := a.background || c.api == catalog.V2 && catalog.Default().BackgroundOnly(a.number)
	switch {
	case a.proxy:
		return response{status: http.StatusBadGateway, page: proxyPage, retryAfter: a.retryAfter}, nil
	case a.number == 0 && a.status != 0:
		return response{status: a.status, retryAfter: a.retryAfter}, nil
	case a.number != 0 && !background:
		return c.fail(a), nil
	case a.number != 0 && !c.startsEvent():
		return response{}, fmt.Errorf("%s %s does not start an event that could fail with %d", c.method, c.path, a.number)
	case c.methods() == nil:
		return response{status: http.StatusNotFound}, nil
	case !slices.Contains(c.methods(), c.method):
		return c.fail(Answer{number: 9726}), nil
	}
	body := s.healthy(c)
	if c.startsEvent() {
		e := c.newEvent(a)
		s.start(e)
		body["eventId"] = e.id
	}
	if body == nil { // no such event
		return c.fail(Answer{number: 9708}), nil
	}
	return response{status: http.StatusOK, body: body, retryAfter: a.retryAfter}, nil
}

// fail returns the error response to a call.
func (c call) fail(a Answer) response {
	e, body := a.payload(c.api, catalog.Response)
	status := http.StatusBadRequest
	if c.api == catalog.V1 || e.API == catalog.V1 { // whose errors come with 200
		status = http.StatusOK
	}
	if c.api == catalog.V1 {
		body["status"] = -1
	}
	resp := response{status: cmp.Or(a.status, e.StatusCode, status), retryAfter: a.retryAfter, body: body}
	if resp.retryAfter == "" && (e.StatusCode == http.StatusTooManyRequests || e.StatusCode == http.StatusServiceUnavailable) {
		resp.retryAfter = "30"
	}
	return resp
}

// payload looks up an error, and returns its JSON.
func (a Answer) payload(api catalog.API, delivered catalog.Delivery) (catalog.Error, object) {
	e, ok := catalog.Default().Lookup(api, a.number, delivered)
	if !ok {
		e.Message = "An error that isn't documented."
	}
	return e, object{"errorMessage": e.Message, "errorNumber": a.number}
}
