// SPDX-License-Identifier: Apache-2.0

package catalog

// tableV1 is the legacy API. It answers HTTP 200 with a negative status field, so no HTTP status is documented.
//
// The last of the other wordings of 9607, 9608, 9616, 9618, 9620, 9622, 9623 and 9626 is from older editions, and that of
// 9602 is what the live service returns: they occur in logs, though no page has them today.
var tableV1 = []Error{
	{V1, 9600, Response, 0, FixRequest, "Missing required argument.", inContext, nil},
	{V1, 9601, Response, 0, Reauthenticate, "Login required.", inContext, nil},
	{V1, 9602, Response, 0, FixRequest, "Invalid argument.", inContext, []Wording{{"Associate array size over the limit of 10", inContext}}},
	{V1, 9603, Response, 0, Backoff, "Internal error. See Error Code 9603 for more information.", inContext, []Wording{{"Internal error.", inContext}}},
	{V1, 9604, Response, 0, FixRequest, "Result not found.", inContext, nil},
	{V1, 9605, Response, 0, FixPrecondition, "Account storefront incorrect.", inContext, nil},
	{V1, 9606, Response, 0, Backoff, "Error constructing token.", inContext, nil},
	{V1, 9607, Response, 0, FixRequest, "License is irrevocable.", inContext, []Wording{{"License irrevocable", inContext}}},
	{V1, 9608, Response, 0, Backoff, "Empty response from SharedData service.", alone, []Wording{{"Empty SharedData response", inContext}}},
	{V1, 9609, Response, 0, FixPrecondition, "Registered user not found.", inContext, []Wording{{"Unable to find the registered user.", inContext}}},
	{V1, 9610, Response, 0, FixPrecondition, "License not found.", inContext, nil},
	{V1, 9611, Response, 0, FixPrecondition, "Admin user not found.", inContext, nil},
	{V1, 9612, Response, 0, Backoff, "Failed to create claim job.", inContext, nil},
	{V1, 9613, Response, 0, Backoff, "Failed to create unclaim job.", inContext, nil},
	{V1, 9614, Response, 0, FixRequest, "Invalid date format.", inContext, nil},
	{V1, 9615, Response, 0, FixPrecondition, "OrgCountry not found.", inContext, nil},
	{V1, 9616, Response, 0, AlreadyDone, "License already assigned. See Error Code 9616 for more information.", inContext, []Wording{
		{"License already assigned", inContext},
		{"License already assigned to the iTunes account", inContext},
	}},
	{V1, 9617, Response, 0, FixRequest, "The URL has been moved. Please call VPPServiceConfigSrv to find the new URL.", alone, nil},
	{V1, 9618, Response, 0, FixPrecondition, "The user has already been retired.", inContext, []Wording{{"User already retired", inContext}}},
	{V1, 9619, Response, 0, FixPrecondition, "License not associated.", inContext, nil},
	{V1, 9620, Response, 0, FixPrecondition, "The user has already been deleted.", inContext, []Wording{{"User already deleted", inContext}}},
	{V1, 9621, Response, 0, Reauthenticate, "The token has expired. Generate a new token in Apple School Manager.", alone, []Wording{
		{"The token has expired. You need to generate a new token online using your organization’s account at https://vpp.itunes.apple.com/.", alone},
		{"The token has expired. You need to generate a new token online using your organization's account at https://vpp.itunes.apple.com.", alone},
		{"The token has expired. You need to generate a new token online using your organization's account at either school.apple.com or business.apple.com.", alone},
	}},
	{V1, 9622, Response, 0, Reauthenticate, "Invalid authentication token.", inContext, []Wording{{"The authentication token is invalid.", inContext}}},
	{V1, 9623, Response, 0, FixRequest, "Invalid Apple push notification token.", alone, []Wording{
		{"Invalid APN token", inContext},
		{"The APN token is invalid.", inContext},
	}},
	{V1, 9624, Response, 0, Never, "License was refunded and is no longer valid.", inContext, nil},
	{V1, 9625, Response, 0, Reauthenticate, "The sToken has been revoked.", alone, []Wording{{"The server has revoked the sToken.", alone}}},
	{V1, 9626, Response, 0, FixRequest, "License already assigned to a different user. The MDM server should retry the assignment with a different license.", alone, []Wording{
		{"License already assigned to other user", inContext},
		{"License already assigned to a different user.", inContext},
	}},
	{V1, 9627, Response, 0, Backoff, "License disassociation fail due to frequent reassociation", alone, nil},
	{V1, 9628, Response, 0, FixRequest, "Ineligible device assignment: MDM tried to assign an item to a serial number but device assignment is not allowed for that item.", alone, []Wording{{"License not eligible for device assignment.", alone}}},
	{V1, 9629, Response, 0, FixRequest, "The sToken is inapplicable to batchToken", alone, nil},
	{V1, 9630, Response, 0, FixRequest, "Too many recent already-assigned errors: If MDM gets the same 9616 error from assignments for the same organization, user identifier, and item identifier (license ID, adam ID, or pricing parameter) and does so within too short a time (generally several minutes), it may return this error code.", alone, []Wording{{"Too many recent identical calls were made to assign a license that failed due to license being already assigned to the user or device", inContext}}},
	// Apple's current page repeats the text of 9630 here; this is the archived one.
	{V1, 9631, Response, 0, FixRequest, "Too many recent no-license errors: If MDM gets the same 9610 error from assignments for the same organization, user identifier, and item identifier (license ID, adam ID, or pricing parameter) and does so within too short a time (generally several minutes), it may return this error code.", alone, []Wording{{"Too many recent identical calls were made to assign a license that failed due to no license being being available.", inContext}}},
	{V1, 9632, Response, 0, FixRequest, "Too many recent manage-license calls with identical request: If MDM gets precisely the same request to manageVPPLicensesByAdamIdSrv too many times within too short a time (generally several minutes), it may return this error code.", alone, []Wording{{"Too many recent calls to manage licenses with identical requests", inContext}}},
	{V1, 9633, Response, 0, FixRequest, "Data for a batch token passed could not be recovered.", alone, []Wording{{"No batch data recovered for token.", inContext}}},
	{V1, 9634, Response, 0, Never, "Returned when a caller tries to use a formerly deprecated featured that has been removed.", inContext, []Wording{
		{"Service removed.", inContext},
		{"This service is no longer available.", inContext},
	}},
	{V1, 9635, Response, 0, FixPrecondition, "The Apple ID passed for iTunes Store association cannot be found or is not applicable to organization of the user (see Managed Apple IDs).", alone, []Wording{
		{"Apple ID can't be associated with registered user.", alone},
		{"Apple Account can't be associated with registered user.", alone},
	}},
	{V1, 9636, Response, 0, FixPrecondition, "Registered user not found.", inContext, []Wording{{"No registered user found.", inContext}}},
	{V1, 9637, Response, 0, Never, "sToken is not allowed to perform the operation requested.", alone, []Wording{{"Facilitator operation not allowed.", alone}}},
	{V1, 9638, Response, 0, Never, "The content manager account that generated sToken has no Managed ID organization ID and cannot manipulate the content manager requested.", alone, []Wording{{"Facilitator missing Organization ID.", alone}}},
	{V1, 9639, Response, 0, FixRequest, "No facilitator member could be found for the facilitator member ID requested.", alone, []Wording{{"Facilitator group member not found.", inContext}}},
	{V1, 9640, Response, 0, Backoff, "Account details of the facilitator member ID requested could not be recovered (likely a transient issue).", alone, []Wording{{"Facilitator group member look-up failed.", inContext}}},
	{V1, 9641, Response, 0, FixPrecondition, "The Apple ID already associated to registered user.", alone, []Wording{
		{"Apple ID already associated to registered user.", alone},
		{"Apple Account already associated to registered user.", alone},
	}},
	{V1, 9642, Response, 0, FixPrecondition, "The Apple ID passed cannot be used at this time because it’s a VPP manager and the iTunes Store account not yet created and such creation requires user to agree to Terms.", alone, []Wording{
		{"Apple ID passed cannot be used at this time because it's a VPP manager and the iTunes Store account not yet created and such creation requires user to agree to Terms.", alone},
		{"Apple Account passed cannot be used at this time because it's a VPP manager and the iTunes Store account not yet created and such creation requires user to agree to Terms.", alone},
	}},
	{V1, 9643, Response, 0, Backoff, "The license is currently locked for a pending transfer. Please try again later.", inContext, []Wording{{"The license is currently locked for a pending transfer. Please try again.", inContext}}},
	{V1, 9644, Response, 0, Backoff, "Volume Purchase Program is currently in maintenance mode. Please try again later.", alone, nil},
	{V1, 9645, Response, 0, Never, "This location is managed by Apple’s cloud MDM. Only read operations are allowed for this location.", alone, nil},
	{V1, 9646, Response, 0, Backoff, "There are too many requests for the current Organization and the request has been rejected, either due to high server volume or an MDM issue. Use an incremental/exponential backoff strategy to retry the request until successful.", alone, []Wording{
		{"Too many recent requests. Please try again momentarily", inContext},
		{"There are too many recent requests. Try again momentarily.", inContext},
	}},
	{V1, 9649, Response, 0, FixRequest, "A page index is required when passing a request ID.", inContext, nil},
	{V1, 9650, Response, 0, FixRequest, "The provided page index must be greater than 0, and less than the total number of pages.", inContext, nil},
	{V1, 9729, Response, 0, FixPrecondition, "The server has since moved, please refresh DNS entry.", inContext, nil},
}
