// SPDX-License-Identifier: Apache-2.0

package fake

import (
	"net/http"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// object is JSON; its keys are written in alphabetical order, as by the service.
type object = map[string]any

// The same in all responses of a library.
const (
	libraryUID = "7300000000000001"
	expires    = "2031-02-03T04:05:06+0000"
	versionID  = "2f6f2c1e-0d55-11f1-9c2a-5f0c7d1b8e44"
)

func signed(body object) object {
	body["tokenExpirationDate"], body["uId"] = expires, libraryUID
	return body
}

// route is a path of the service.
type route struct {
	methods []string
	event   *eventKind
	healthy func(*Service, call) object
}

var (
	reading  = []string{http.MethodGet}
	writing  = []string{http.MethodPost}
	anything = []string{http.MethodGet, http.MethodPost, http.MethodPut}

	// legacy is the route of all paths of the legacy API.
	legacy = route{methods: anything, healthy: legacyConfig}
)

// routes are the paths of the current API.
var routes = map[string]*route{
	"/service/config": {methods: reading, healthy: serviceConfig},
	"/client/config":  {methods: anything, healthy: clientConfig},
	"/status":         {methods: reading, healthy: (*Service).status},

	"/assets":        {methods: reading, healthy: page("assets", asset("5550001", 3), asset("5550002", 25))},
	"/assignments":   {methods: reading, healthy: page("assignments", object{"adamId": "5550001", "clientUserId": "pupil-017"})},
	"/users":         {methods: reading, healthy: page("users", object{"clientUserId": "pupil-017", "status": "Associated"})},
	"/subscriptions": {methods: reading, healthy: page("subscriptions")},

	"/assets/associate":           starts("ASSOCIATE", "ASSET_MANAGEMENT"),
	"/assets/disassociate":        starts("DISASSOCIATE", "ASSET_MANAGEMENT"),
	"/assets/revoke":              starts("REVOKE", "ASSET_MANAGEMENT"),
	"/subscriptions/associate":    starts("ASSOCIATE", "SUBSCRIPTION_MANAGEMENT"),
	"/subscriptions/disassociate": starts("DISASSOCIATE", "SUBSCRIPTION_MANAGEMENT"),
	"/users/create":               starts("CREATE", "USER_MANAGEMENT"),
	"/users/update":               starts("UPDATE", "USER_MANAGEMENT"),
	"/users/retire":               starts("RETIRE", "USER_MANAGEMENT"),
}

// starts returns the route of a path that starts an event, and returns its id.
func starts(eventType, notification string) *route {
	return &route{
		methods: writing,
		event:   &eventKind{eventType, notification},
		healthy: func(*Service, call) object { return signed(object{}) },
	}
}

// page returns the handler of a path that lists all items on one page.
func page(name string, items ...object) func(*Service, call) object {
	if items == nil {
		items = []object{} // not null
	}
	return func(*Service, call) object {
		return signed(object{
			name: items, "currentPageIndex": 0, "size": len(items), "totalPages": 1, "versionId": versionID,
		})
	}
}

func asset(adamID string, total int) object {
	return object{
		"adamId": adamID, "assignedCount": 1, "availableCount": total - 1, "deviceAssignable": true, "pricingParam": "STDQ",
		"productType": "App", "retiredCount": 0, "revocable": true, "supportedPlatforms": []string{"iOS"}, "totalCount": total,
	}
}

// clientConfig returns the MDM server's client configuration. A request with a body changes it.
func clientConfig(s *Service, c call) object {
	s.register(c.body)
	s.mu.Lock()
	defer s.mu.Unlock()
	return signed(object{
		"countryISO2ACode": "US", "defaultPlatform": "volumestore", "locationName": "North",
		"notificationUrl": s.notifyTo.NotificationURL, "websiteURL": "https://school.apple.com",
	})
}

// serviceConfig lists limits, paths, and all errors that there may be.
func serviceConfig(_ *Service, c call) object {
	urls := object{}
	for name, path := range map[string]string{
		"associateAssets": "/assets/associate", "disassociateAssets": "/assets/disassociate", "revokeAssets": "/assets/revoke",
		"createUsers": "/users/create", "updateUsers": "/users/update", "retireUsers": "/users/retire",
		"getAssets": "/assets", "getAssignments": "/assignments", "getUsers": "/users",
		"clientConfig": "/client/config", "eventStatus": "/status",
	} {
		urls[name] = c.url + "/mdm/v2" + path
	}
	return object{
		"errorCodes": errorCodes(catalog.V2),
		"limits": object{
			"maxAssets": 25, "maxClientUserIds": 1000, "maxSerialNumbers": 1000, "maxSubscriptions": 25, "maxUsers": 100,
		},
		"notificationTypes": []string{"ASSET_MANAGEMENT", "SUBSCRIPTION_MANAGEMENT", "USER_MANAGEMENT"},
		"urls":              urls,
	}
}

// legacyConfig is the legacy API's response to VPPServiceConfigSrv; to anything else, it only reports success.
func legacyConfig(_ *Service, c call) object {
	body := object{"status": 0, "uId": libraryUID}
	if c.path == "/mdm/VPPServiceConfigSrv" {
		body["errorCodes"] = errorCodes(catalog.V1)
		for name, service := range map[string]string{ //nolint:gosec // paths, not credentials
			"clientConfigSrvUrl": "VPPClientConfigSrv", "editUserSrvUrl": "editVPPUserSrv", "getUserSrvUrl": "getVPPUserSrv",
			"getUsersSrvUrl": "getVPPUsersSrv", "getVPPAssetsSrvUrl": "getVPPAssetsSrv", "getLicensesSrvUrl": "getVPPLicensesSrv",
			"manageVPPLicensesByAdamIdSrvUrl": "manageVPPLicensesByAdamIdSrv", "registerUserSrvUrl": "registerVPPUserSrv",
			"retireUserSrvUrl": "retireVPPUserSrv",
		} {
			body[name] = c.url + "/mdm/" + service
		}
	}
	return body
}

// errorCodes lists the errors of an API, each number once.
func errorCodes(api catalog.API) (codes []object) {
	listed := map[int]bool{}
	for _, e := range catalog.All() {
		if e.API == api && !listed[e.Number] {
			listed[e.Number] = true
			codes = append(codes, object{"errorMessage": e.Message, "errorNumber": e.Number})
		}
	}
	return codes
}
