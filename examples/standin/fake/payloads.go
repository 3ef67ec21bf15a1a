// SPDX-License-Identifier: Apache-2.0

package fake

import (
	_ "embed"
	"net/http"
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// object is JSON; its keys are written in alphabetical order, as by the service.
type object = map[string]any

// The same in all responses of a library, and in healthy.json.
const (
	libraryUID = "7300000000000001"
	expires    = "2031-02-03T04:05:06+0000"
)

func signed(body object) object {
	body["tokenExpirationDate"], body["uId"] = expires, libraryUID
	return body
}

// healthyJSON has the responses of a healthy service by path; {url} is its own address.
//
//go:embed healthy.json
var healthyJSON string

// eventKind is what a request starts.
type eventKind struct{ eventType, notification string }

// eventKinds are what the paths of the current API start that change something.
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

// methods returns those of the call's path, or nil if there is no such path.
func (c call) methods() []string {
	_, changes := eventKinds[c.path]
	switch {
	case changes:
		return []string{http.MethodPost}
	case c.api == catalog.V1 || c.path == "/mdm/v2/client/config":
		return []string{http.MethodGet, http.MethodPost, http.MethodPut}
	case c.healthy != nil || c.path == "/mdm/v2/status":
		return []string{http.MethodGet}
	}
	return nil
}

// healthy returns the response of a healthy service; nil if the call polls an event that there isn't.
func (s *Service) healthy(c call) object {
	body := c.healthy
	if _, ok := body["errorCodes"]; ok {
		body["errorCodes"] = errorCodes(c.api)
	}
	switch {
	case c.path == "/mdm/v2/status":
		return s.status(c)
	case c.path == "/mdm/v2/client/config":
		body["notificationUrl"] = s.register(c.body)
	case body == nil && c.api == catalog.V1:
		return object{"status": 0, "uId": libraryUID}
	case body == nil:
		return signed(object{})
	}
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
