// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const statusPath = "/mdm/v2/status" // which reports events

type eventKind struct{ eventType, notification string }

// eventKinds are the events that requests to the current API start, by path.
var eventKinds = map[string]eventKind{
	"/mdm/v2/assets/associate":           {"ASSOCIATE", "ASSET_MANAGEMENT"},
	"/mdm/v2/assets/disassociate":        {"DISASSOCIATE", "ASSET_MANAGEMENT"},
	"/mdm/v2/assets/revoke":              {"REVOKE", "ASSET_MANAGEMENT"},
	"/mdm/v2/subscriptions/associate":    {"ASSOCIATE", "SUBSCRIPTION_MANAGEMENT"},
	"/mdm/v2/subscriptions/disassociate": {"DISASSOCIATE", "SUBSCRIPTION_MANAGEMENT"},
	"/mdm/v2/users/create":               {"CREATE", "USER_MANAGEMENT"},
	"/mdm/v2/users/update":               {"UPDATE", "USER_MANAGEMENT"},
	"/mdm/v2/users/retire":               {"RETIRE", "USER_MANAGEMENT"},
}

func (c call) startsEvent() bool {
	return eventKinds[c.path] != (eventKind{}) && c.method == http.MethodPost
}

// event is what goes on in the background after a request was accepted.
type event struct {
	id       string
	kind     eventKind
	asked    request
	affected []object // users, or assignments
	failure  object   // nil: it succeeds
	ended    bool
}

// start starts the event of a call, which ends after eventDelay, and returns its id.
func (s *service) start(c call, a answer) string {
	e := &event{id: newID(), kind: eventKinds[c.path], asked: c.body, affected: c.body.affected()}
	if a.number != 0 {
		_, e.failure = a.payload(catalog.V2, catalog.Background)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events[e.id] = e
	time.AfterFunc(s.eventDelay, func() { s.end(e) })
	return e.id
}

func (s *service) end(e *event) {
	s.mu.Lock()
	e.ended = true
	to := s.notifyTo
	s.mu.Unlock()
	body, _ := json.Marshal(e.notification()) //nolint:errchkjson // made of nothing but strings, numbers, maps and lists
	s.notify(to, body)
}

// notification is the payload that reports the end of an event.
func (e *event) notification() object {
	about := object{"eventId": e.id, "result": "SUCCESS", "type": e.kind.eventType}
	if e.failure != nil {
		about["result"], about["error"] = "FAILURE", e.failure
	}
	list := "assignments"
	if e.kind.notification == "USER_MANAGEMENT" {
		list = "users"
	}
	about[list] = e.affected
	return object{
		"notification": about, "notificationId": newID(), "notificationType": e.kind.notification, "uId": libraryUID,
	}
}

// status is the payload that a poll of the event gets; nil if there is no such event.
func (s *service) status(eventID string) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.events[eventID]
	if e == nil {
		return nil
	}
	body := signed(object{
		"eventStatus": "PENDING", "eventType": e.kind.eventType, "numCompleted": 0, "numRequested": len(e.affected),
	})
	switch {
	case !e.ended:
	case e.failure == nil:
		body["eventStatus"], body["numCompleted"] = "COMPLETE", len(e.affected)
	default:
		failure := maps.Clone(e.failure)
		if info := e.asked.errorInfo(); len(info) > 0 {
			failure["errorInfo"] = info
		}
		body["eventStatus"], body["failures"] = "FAILED", []object{failure}
	}
	return body
}

// newID returns a random UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// request has the members of all request bodies that matter here.
type request struct {
	Assets                []object `json:"assets"`
	Subscriptions         []object `json:"subscriptions"`
	Users                 []object `json:"users"`
	ClientUserIDs         []string `json:"clientUserIds"`
	SerialNumbers         []string `json:"serialNumbers"`
	NotificationURL       string   `json:"notificationUrl"`
	NotificationAuthToken string   `json:"notificationAuthToken"`
}

// affected returns the users of a request, or the assignments: of each asset to each user and device.
func (r request) affected() []object {
	list := append([]object{}, r.Users...) // empty rather than null
	assets := slices.Concat(r.Assets, r.Subscriptions)
	if len(assets) == 0 { // all that they have
		assets = []object{{}}
	}
	for _, a := range assets {
		assign := func(key string, ids []string) {
			for _, id := range ids {
				assignment := object{key: id}
				maps.Copy(assignment, a)
				list = append(list, assignment)
			}
		}
		assign("clientUserId", r.ClientUserIDs)
		assign("serialNumber", r.SerialNumbers)
	}
	return list
}

// errorInfo lists the entities that a failed request affects.
func (r request) errorInfo() object {
	info, users := object{}, slices.Clone(r.ClientUserIDs)
	for _, u := range r.Users {
		if id, ok := u["clientUserId"].(string); ok {
			users = append(users, id)
		}
	}
	if len(users) > 0 {
		info["clientUserIds"] = users
	}
	if len(r.SerialNumbers) > 0 {
		info["serialNumbers"] = r.SerialNumbers
	}
	return info
}

// register remembers where the MDM server wants its notifications, and returns the URL.
func (s *service) register(r request) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notifyTo.NotificationURL = cmp.Or(r.NotificationURL, s.notifyTo.NotificationURL)
	s.notifyTo.NotificationAuthToken = cmp.Or(r.NotificationAuthToken, s.notifyTo.NotificationAuthToken)
	return s.notifyTo.NotificationURL
}

// notifier passes on notifications.
type notifier struct {
	file string // may be empty
	log  *log.Logger
}

func (n *notifier) send(to request, body []byte) {
	var err error
	if n.file != "" {
		err = appendTo(n.file, string(body)+"\n")
	}
	if to.NotificationURL != "" {
		err = errors.Join(err, post(to.NotificationURL, to.NotificationAuthToken, body))
	}
	if err != nil {
		n.log.Printf("notification: %v", err)
	} else {
		n.log.Printf("notification: %s", body)
	}
}

// appendTo appends a text to a file at once, so that a reader that follows the file never sees half a line.
func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

var client = &http.Client{Timeout: 10 * time.Second}

func post(url, token string, body []byte) error {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}
