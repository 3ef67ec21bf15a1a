// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	errorHeader = "X-Standin-Error"  // in which a call asks for its answer
	scriptPath  = "/standin/script"  // where a POST adds lines to the script
	libraryUID  = "7300000000000001" // in all responses

	maxBody = 1 << 20

	proxyPage = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n" +
		"<hr><center>proxy</center>\n</body>\n</html>\n"
)

// healthyJSON has the responses of a healthy service by path; {url} is its own address.
//
//go:embed healthy.json
var healthyJSON string

// service answers like Apple's. It keeps neither users nor assignments, because it is only about errors.
type service struct {
	latency    time.Duration
	eventDelay time.Duration // from a request to the end of its event
	notify     func(to request, body []byte)
	log        *log.Logger

	mu       sync.Mutex
	script   []answer
	events   map[string]*event
	notifyTo request // where the MDM server wants its notifications
}

// call is a request to the service.
type call struct {
	method, path string
	url          string // the service's own
	api          catalog.API
	eventID      string // in the query
	body         request
}

func newCall(r *http.Request) call {
	c := call{method: r.Method, path: r.URL.Path, url: "http://" + r.Host, api: catalog.V2, eventID: r.URL.Query().Get("eventId")}
	if strings.HasPrefix(c.path, "/mdm/") && strings.HasSuffix(c.path, "Srv") {
		c.api = catalog.V1
	}
	_ = json.NewDecoder(io.LimitReader(r.Body, maxBody)).Decode(&c.body) // anything unreadable is ignored
	return c
}

// object is JSON; its keys are written in alphabetical order, as by the service.
type object = map[string]any

// response is what goes back. Without a body, its content is empty.
type response struct {
	status     int
	retryAfter string
	page       string // HTML
	body       object
}

// ServeHTTP answers a call.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == scriptPath && r.Method == http.MethodPost:
		s.extendScript(w, r)
		return
	case !strings.HasPrefix(r.URL.Path, "/mdm/"): // such as a browser's favicon.ico, which must not take a line of the script
		http.NotFound(w, r)
		return
	}
	c := newCall(r)
	a, err := s.choose(c, r.Header.Get(errorHeader))
	var resp response
	if err == nil {
		resp, err = s.answer(c, a)
	}
	if err != nil {
		s.log.Printf("%s %s: %v", r.Method, r.URL.EscapedPath(), err)
		http.Error(w, "standin: "+err.Error(), http.StatusBadRequest)
		return
	}
	time.Sleep(s.latency)
	s.log.Printf("%s %s: %s", r.Method, r.URL.EscapedPath(), resp)
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
func (s *service) extendScript(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var lines []answer
	if err == nil {
		lines, err = parseScript(string(text))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, lines...)
}

// choose returns the answer that the call asks for, else the script's next line for it.
func (s *service) choose(c call, asked string) (a answer, err error) {
	if asked != "" {
		return parseAnswer(asked)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.script, func(a answer) bool { return strings.HasSuffix(c.path, a.path) }); i >= 0 {
		a = s.script[i]
		s.script = slices.Delete(s.script, i, i+1)
	}
	return a, nil
}

// answer makes a response to a call, and starts its event.
func (s *service) answer(c call, a answer) (response, error) {
	background := a.background || c.api == catalog.V2 && catalog.Default().BackgroundOnly(a.number)
	switch {
	case a.proxy:
		return response{status: http.StatusBadGateway, page: proxyPage, retryAfter: a.retryAfter}, nil
	case a.status != 0:
		return response{status: a.status, retryAfter: a.retryAfter}, nil
	case a.number != 0 && !background:
		return c.fail(a), nil
	case a.number != 0 && !c.startsEvent():
		return response{}, fmt.Errorf("the call does not start an event that could fail with %d", a.number)
	}
	body := s.healthy(c)
	switch {
	case body == nil && c.path == statusPath:
		return c.fail(answer{number: 9708}), nil
	case body == nil:
		return response{status: http.StatusNotFound}, nil
	case c.startsEvent():
		body["eventId"] = s.start(c, a)
	}
	return response{status: http.StatusOK, body: body, retryAfter: a.retryAfter}, nil
}

// fail returns the error response to a call.
func (c call) fail(a answer) response {
	e, body := a.payload(c.api, catalog.Response)
	status := http.StatusBadRequest
	if c.api == catalog.V1 || e.API == catalog.V1 { // whose errors come with 200
		status = http.StatusOK
	}
	if c.api == catalog.V1 {
		body["status"] = -1
	}
	resp := response{status: cmp.Or(e.StatusCode, status), retryAfter: a.retryAfter, body: body}
	if resp.retryAfter == "" && (e.StatusCode == http.StatusTooManyRequests || e.StatusCode == http.StatusServiceUnavailable) {
		resp.retryAfter = "30"
	}
	return resp
}

// payload looks up an error, and returns its JSON.
func (a answer) payload(api catalog.API, delivered catalog.Delivery) (catalog.Error, object) {
	e, ok := catalog.Default().Lookup(api, a.number, delivered)
	if !ok {
		e.Message = "An error that isn't documented."
	}
	return e, object{"errorMessage": e.Message, "errorNumber": a.number}
}

// healthy returns the response of a healthy service; nil if there is no such path, or event.
func (s *service) healthy(c call) object {
	var paths map[string]object
	_ = json.Unmarshal([]byte(strings.ReplaceAll(healthyJSON, "{url}", c.url)), &paths) // it is valid
	body := paths[c.path]
	switch {
	case c.startsEvent():
		return signed(object{})
	case c.path == statusPath:
		return s.status(c.eventID)
	case c.path == "/mdm/v2/client/config":
		body["notificationUrl"] = s.register(c.body)
	case body == nil && c.api == catalog.V1:
		return object{"status": 0, "uId": libraryUID}
	}
	if _, ok := body["errorCodes"]; ok {
		body["errorCodes"] = errorCodes(c.api)
	}
	return body
}

func signed(body object) object {
	body["tokenExpirationDate"], body["uId"] = "2031-02-03T04:05:06+0000", libraryUID
	return body
}

// errorCodes lists the errors of an API, each number once.
func errorCodes(api catalog.API) (codes []object) {
	for _, e := range catalog.All() {
		known := slices.ContainsFunc(codes, func(o object) bool { return o["errorNumber"] == e.Number })
		if e.API == api && !known {
			codes = append(codes, object{"errorMessage": e.Message, "errorNumber": e.Number})
		}
	}
	return codes
}
